import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { isRedisUrl, REDIS_SCHEMES } from '../platform/queue/redis-connection.js';
import { EnvReader, type EnvSource, InvalidEnvironment } from './env-reader.js';
import { readSms, type SmsSettings } from './sms-env.js';

/**
 * The environment: read, checked and typed here, once, at start. Nothing else reads `process.env`.
 * Every variable of the product has one entry in {@link readEnv}, or in sms-env.ts; a bad value stops the
 * process with one clear line each.
 */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface FirstAdmin {
  email: string;
  password: string;
  national_id: string | null;
}

export interface MetricsAddress {
  host: string;
  port: number;
}

export interface TraceSettings {
  /** Where spans are sent, as OTLP over HTTP. */
  url: string;
  /** What this process is called among others. */
  service: string;
}

export interface Env {
  production: boolean;
  host: string;
  port: number;
  publicUrl: string;
  databaseUrl: string;
  databasePoolSize: number;
  /** A streaming replica for lists and availability; null: the primary answers everything. */
  databaseReplicaUrl: string | null;
  /** Without Redis the worker delivers straight from the outbox. */
  redisUrl: string | null;
  jwtSecret: string;
  /** Signs nothing, but what it signed is accepted: while `jwtSecret` changes. */
  jwtSecretPrevious: string | null;
  firstAdmin: FirstAdmin | null;
  demoData: boolean;
  smtpUrl: string | null;
  mailFrom: string;
  sms: SmsSettings;
  /** Messages that the mail server, or the SMS gateway, is given in a second by all workers together; 0: as many as it takes. */
  emailPerSecond: number;
  smsPerSecond: number;
  /** Requests per minute of a user, or of an address where nobody is signed in; 0 switches the limit off. */
  rateLimitPerMinute: number;
  /** Failed sign-ins per account and address in 15 minutes; 0 switches the limit off. */
  loginAttemptsPer15Minutes: number;
  /** Whether `X-Forwarded-For` is believed: true, all of it; else what these proxies added to it. */
  trustProxy: boolean | string[];
  /** Where Prometheus finds this process's figures; null: they are not measured. */
  metrics: MetricsAddress | null;
  /** Null: no traces. */
  traces: TraceSettings | null;
  logLevel: (typeof LOG_LEVELS)[number];
}

export const JWT_SECRET_MIN_BYTES = 32;
/** Enough to notice a name or a password in its place. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Reads and checks the whole environment. Throws {@link InvalidEnvironment} with every problem at once. */
export function readEnv(source: EnvSource = process.env): Env {
  const read = new EnvReader(source);
  const host = read.text('HOST') ?? '127.0.0.1';
  const port = read.whole('PORT', 3000, 0, 65_535);
  read.required(
    'DATABASE_URL',
    'where PostgreSQL is, for example postgres://kept:secret@localhost:5432/kept',
  );
  const env: Env = {
    production: read.text('NODE_ENV') === 'production',
    host,
    port,
    publicUrl: (read.url('PUBLIC_URL', ['http', 'https']) ?? `http://${host}:${port}`).replace(/\/$/, ''),
    databaseUrl: read.url('DATABASE_URL', ['postgres', 'postgresql']) ?? '',
    databasePoolSize: read.whole('DATABASE_POOL_SIZE', 16, 1, 200),
    databaseReplicaUrl: read.url('DATABASE_REPLICA_URL', ['postgres', 'postgresql']) ?? null,
    redisUrl: readRedisUrl(read),
    jwtSecret: readSecret(read, 'JWT_SECRET', read.required('JWT_SECRET', 'signs the access tokens')),
    jwtSecretPrevious:
      readSecret(read, 'JWT_SECRET_PREVIOUS', read.text('JWT_SECRET_PREVIOUS') ?? '') || null,
    firstAdmin: readFirstAdmin(read),
    demoData: read.flag('DEMO_DATA', false),
    smtpUrl: read.url('SMTP_URL', ['smtp', 'smtps']) ?? null,
    mailFrom: read.text('MAIL_FROM') ?? 'Kept <no-reply@kept.invalid>',
    sms: readSms(read),
    emailPerSecond: read.whole('EMAIL_PER_SECOND', 0, 0, 1_000),
    smsPerSecond: read.whole('SMS_PER_SECOND', 10, 0, 1_000),
    rateLimitPerMinute: read.whole('RATE_LIMIT_PER_MINUTE', 600, 0, 1_000_000),
    loginAttemptsPer15Minutes: read.whole('LOGIN_ATTEMPTS_PER_15_MINUTES', 10, 0, 1_000_000),
    trustProxy: readTrustProxy(read),
    metrics: readMetrics(read),
    traces: readTraces(read),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (read.problems.length > 0) throw new InvalidEnvironment(read.problems);
  return env;
}

/** For the commands, which sign nobody in and send nothing: the same, but what those need may be missing. */
export function readSetUpEnv(source: EnvSource = process.env): Env {
  return readEnv({
    ...source,
    SMS_GATEWAY: undefined,
    JWT_SECRET: source['JWT_SECRET'] || randomBytes(JWT_SECRET_MIN_BYTES).toString('hex'),
  });
}

/** For `organization:create`: its admin is another one, and the password may come alone, unseen by the shell's history. */
export function readOrganizationEnv(source: EnvSource = process.env): {
  env: Env;
  adminPassword: string | undefined;
} {
  const env = readSetUpEnv({ ...source, ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined });
  return { env, adminPassword: new EnvReader(source).text('ADMIN_PASSWORD') };
}

function readRedisUrl(read: EnvReader): string | null {
  const url = read.text('REDIS_URL');
  if (url !== undefined && !isRedisUrl(url))
    read.problems.push(`REDIS_URL must be a URL whose scheme is ${REDIS_SCHEMES}`);
  return url ?? null;
}

function readSecret(read: EnvReader, name: string, secret: string): string {
  if (secret !== '' && Buffer.byteLength(secret) < JWT_SECRET_MIN_BYTES)
    read.problems.push(`${name} must have at least ${JWT_SECRET_MIN_BYTES} bytes`);
  return secret;
}

function readMetrics(read: EnvReader): MetricsAddress | null {
  const host = read.text('METRICS_HOST') ?? '127.0.0.1';
  return read.text('METRICS_PORT') === undefined
    ? null
    : { host, port: read.whole('METRICS_PORT', 0, 0, 65_535) };
}

/** Words for the private networks, as Fastify knows them. */
const NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

function readTrustProxy(read: EnvReader): boolean | string[] {
  const parts = (read.text('TRUST_PROXY') ?? '').split(',').map((part) => part.trim());
  return parts.every(isNetwork) ? parts : read.flag('TRUST_PROXY', false, ' or addresses of proxies');
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const isSize =
    bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128));
  return NETWORKS.has(text) || (isIP(address) !== 0 && isSize && rest.length === 0);
}

/** Named as OpenTelemetry names them. */
function readTraces(read: EnvReader): TraceSettings | null {
  const endpoint = read.url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https']);
  const service = read.text('OTEL_SERVICE_NAME') ?? 'kept';
  return endpoint === undefined ? null : { url: `${endpoint.replace(/\/$/, '')}/v1/traces`, service };
}

function readFirstAdmin(read: EnvReader): FirstAdmin | null {
  const email = read.text('ADMIN_EMAIL');
  const password = read.text('ADMIN_PASSWORD');
  if (email === undefined && password === undefined) return null;
  if (email === undefined || password === undefined) {
    read.problems.push('ADMIN_EMAIL and ADMIN_PASSWORD go together');
    return null;
  }
  if (!EMAIL.test(email)) read.problems.push(`ADMIN_EMAIL must be an email address, not "${email}"`);
  return { email, password, national_id: read.text('ADMIN_NATIONAL_ID') ?? null };
}
