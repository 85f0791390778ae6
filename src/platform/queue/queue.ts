import Bull, { type Queue } from 'bull';
import type { RedisOptions } from 'ioredis';

/** The one queue. Redis is a cache of intent: a job only says "look at this row now". */
export const OUTBOX_QUEUE = 'outbox';
const KEY_PREFIX = 'kept';

/** Decide on the messages of an event. */
export const PLAN = 'plan';
/** Try to send one notification. */
export const DELIVER = 'deliver';

/** Ids only: nothing of a person is ever in Redis. */
export interface PlanJob {
  event_id: string;
}

export interface DeliverJob {
  notification_id: string;
}

export type OutboxJob = PlanJob | DeliverJob;

/** Leaves nothing behind, so that the same id can be queued again; the tables know what became of it. */
export const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

const RECONNECT_STEP_MS = 200;
const RECONNECT_SLOWEST_MS = 2_000;

/** The connection that `url` describes. Bull's own reading of a URL forgets TLS and escaped passwords. */
export function redisOptions(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_SLOWEST_MS),
  };
}

/** The queue of a process that takes jobs: it waits for Redis however long that takes. */
export function consumerOptions(url: string): Bull.QueueOptions {
  return { prefix: KEY_PREFIX, redis: { ...redisOptions(url), maxRetriesPerRequest: null } };
}

/** The queue of a process that only adds jobs: with Redis away it fails at once, and nothing piles up. */
export function makeHintQueue(url: string): Queue<OutboxJob> {
  const failFast = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1_000,
    commandTimeout: 2_000,
  };
  const options = {
    prefix: KEY_PREFIX,
    // Else it asks Redis a question at start, which nobody may be there to answer.
    skipVersionCheck: true,
    redis: { ...redisOptions(url), ...failFast },
  };
  return new Bull<OutboxJob>(OUTBOX_QUEUE, options);
}
