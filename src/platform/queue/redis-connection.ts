import type { RedisOptions } from 'ioredis';

const RECONNECT_STEP_MS = 200;
const RECONNECT_SLOWEST_MS = 2_000;
const REDIS_PORT = 6379;
const SENTINEL_PORT = 26_379;

/** `redis[s]-sentinel://[user:password@]host[:port][,host[:port]…][/db]#name`, as Lettuce and others write it. */
const SENTINEL_URL = /^redis(s?)-sentinel:\/\/(?:([^@/]*)@)?([^@/#]+)(?:\/(\d{1,2}))?#([\w.-]+)$/;
const REDIS_URL = /^rediss?:\/\//;

/** The schemes of `REDIS_URL`, for whoever has to be told. */
export const REDIS_SCHEMES = 'redis, rediss, redis-sentinel or rediss-sentinel';

/** Whether {@link redisOptions} understands it. */
export function isRedisUrl(url: string): boolean {
  return SENTINEL_URL.test(url) || (REDIS_URL.test(url) && URL.canParse(url));
}

/** The connection that `url` describes. Bull's own reading of a URL forgets TLS and escaped passwords. */
export function redisOptions(url: string): RedisOptions {
  return {
    ...(SENTINEL_URL.test(url) ? throughSentinels(url) : direct(url)),
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_SLOWEST_MS),
  };
}

function direct(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || REDIS_PORT),
    db: Number(pathname.slice(1) || 0),
    ...credentials(username, password),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** The sentinels say which server is the primary now; after a failover they are asked again. */
function throughSentinels(url: string): RedisOptions {
  const [, secure, userinfo = '', hosts = '', db = '0', name] = SENTINEL_URL.exec(url) ?? [];
  const [username = '', password = ''] = userinfo.split(':');
  return {
    sentinels: hosts.split(',').map((host) => {
      const { hostname, port } = new URL(`redis://${host}`);
      return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || SENTINEL_PORT) };
    }),
    name,
    db: Number(db),
    ...credentials(username, password),
    ...(secure && { tls: {}, enableTLSForSentinelMode: true }),
    sentinelRetryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_SLOWEST_MS),
  };
}

function credentials(username: string, password: string): RedisOptions {
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
}
