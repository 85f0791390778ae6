import type { Queue, QueueOptions } from 'bull';
import { Redis } from 'ioredis';
import { redisOptions } from './redis-connection.js';

const KEY_PREFIX = 'kept';

/** Decide on the messages of an event. */
export const PLAN = 'plan';

/**
 * Try to send one notification: a queue for each channel. All jobs of one Bull queue share its hands, whatever
 * their names, so in one queue a mail server that takes its time would hold up text messages, and the deciding.
 */
export const CHANNEL_QUEUES = ['email', 'sms'] as const;
export type ChannelQueue = (typeof CHANNEL_QUEUES)[number];

/** Redis is a cache of intent: a job only says "look at this row now". */
export const QUEUES = [PLAN, ...CHANNEL_QUEUES] as const;
export type QueueName = (typeof QUEUES)[number];

/** Events to plan, or a notification to send. Ids only: nothing of a person is ever in Redis. */
export interface OutboxJob {
  ids: readonly string[];
}

/** A notification that waits to be sent. */
export interface DueNotification {
  id: string;
  channel: ChannelQueue;
}

/** Leaves nothing behind, so that the same id can be queued again; the tables know what became of it. */
export const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

/** The queue of a process that takes jobs: it waits for Redis however long that takes. */
export function consumerOptions(url: string): QueueOptions {
  return { prefix: KEY_PREFIX, redis: { ...redisOptions(url), maxRetriesPerRequest: null } };
}

/** The queues of a process that only adds jobs. */
export interface HintQueues {
  readonly client: Redis;
  /** Bull itself is loaded with the first hint, and nothing that starts waits for it. */
  of(name: QueueName): Promise<Queue<OutboxJob>>;
}

/** Over one connection: with Redis away it fails at once, and nothing piles up. */
export function makeHintQueues(url: string): HintQueues {
  const client = new Redis({
    ...redisOptions(url),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1_000,
    commandTimeout: 2_000,
  });
  // Whoever uses it says when Redis is away; without a listener each attempt to connect would be printed.
  client.on('error', () => undefined);
  const options = {
    prefix: KEY_PREFIX,
    // Else it asks Redis a question at start, which nobody may be there to answer.
    skipVersionCheck: true,
    createClient: () => client,
  };
  const queues = new Map<QueueName, Queue<OutboxJob>>();
  const of = async (name: QueueName): Promise<Queue<OutboxJob>> => {
    const { default: Bull } = await import('bull');
    const queue = queues.get(name) ?? new Bull<OutboxJob>(name, options);
    queues.set(name, queue);
    return queue;
  };
  return { client, of };
}
