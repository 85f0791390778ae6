import { type ChildProcess, fork, type Serializable, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort, stopProcess } from '../../test/support/api-process.js';
import { seedToken } from '../../test/support/sign-in.js';
import type { Role } from '../../src/domain/roles.js';
import type { Bench } from './bench.js';
import type { World } from './worlds.js';

/** What a running API needs to be asked. */
export interface Service {
  port: number;
  pids: number[];
  token: string;
}

/** Killed with this process, should it end before they are stopped. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A process that is stopped when its case has ended. */
export function stopLater(bench: Bench, child: ChildProcess): void {
  children.add(child);
  bench.stopLater(async () => {
    await stopProcess(child);
    children.delete(child);
  });
}

/**
 * The product as it runs in production, with its defaults: rules, tokens, one log line a request (to nowhere), Redis.
 * Only the limit on requests is off, which would be all that is measured.
 */
export function productEnvironment(url: string, redisUrl: string, port: number): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: url,
    REDIS_URL: redisUrl,
    JWT_SECRET: 'a secret that is only used by benches',
    NODE_ENV: 'production',
    RATE_LIMIT_PER_MINUTE: '0',
    PORT: String(port),
  };
}

export const MAIN = resolve('dist/src/main.js');

/** Of the API's process, for whoever wants to know where its time goes: `BENCH_NODE_FLAGS='--cpu-prof --cpu-prof-dir=/tmp'`. */
const NODE_FLAGS = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [];

/** Starts the built API on a world, and signs somebody in. */
export async function startService(bench: Bench, world: World, role: Role = 'admin'): Promise<Service> {
  const port = await freePort();
  const env = productEnvironment(world.url, bench.options.redisUrl, port);
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  stopLater(bench, child);
  await untilReady(port, child);
  const url = `http://127.0.0.1:${port}`;
  const token = await seedToken(world.db, world.organizationId, url, role);
  return { port, pids: [child.pid ?? 0], token };
}

const PATIENCE_MS = 30_000;

/** Waits until the API says that it can serve. */
export async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the API ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    if (performance.now() > deadline)
      throw new Error(`the API does not get ready: ${(await answer?.text()) ?? 'no answer'}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A process of our own, beside the one that measures; it answers each message with one. */
export class Helper {
  private constructor(readonly child: ChildProcess) {}

  static start(bench: Bench, file: string): Helper {
    const frame = new URL('./', import.meta.url);
    const typescript = new URL('typescript.mjs', frame).href;
    const child = fork(new URL(file, frame), { execArgv: ['--import', typescript] });
    stopLater(bench, child);
    return new Helper(child);
  }

  async ask<Answer>(message: Serializable): Promise<Answer> {
    this.child.send(message);
    const heard = new AbortController();
    const { signal } = heard;
    const ended = once(this.child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a helper ended with ${String(code)}`);
    });
    const answered = once(this.child, 'message', { signal });
    // What was not heard until then is listened for no more, or each question would leave its listeners behind.
    const [answer] = (await Promise.race([answered, ended]).finally(() => heard.abort())) as [Answer];
    return answer;
  }
}
