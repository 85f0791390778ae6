import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

export interface ApiProcess {
  url: string;
  child: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const START_PATIENCE_MS = 30_000;

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Hears what a process prints. */
export type Listener = (text: string) => void;

/**
 * The built product as its own process (`npm test` builds first), for what only processes can show.
 * @param listen in place of the terminal
 */
export function startProcess(
  entry: 'main' | 'worker',
  env: Record<string, string>,
  listen?: Listener,
): ChildProcess {
  const out = listen ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [resolve('dist/src', `${entry}.js`)], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '0', ...env },
    stdio: ['ignore', out, out],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => listen?.(chunk.toString()));
  return child;
}

export async function stopProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Starts an API and waits until it is ready. */
export async function startApi(env: Record<string, string>, listen?: Listener): Promise<ApiProcess> {
  const port = Number(env['PORT'] ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const child = startProcess('main', { ...env, PORT: String(port) }, listen);
  const deadline = Date.now() + START_PATIENCE_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the API ended with ${child.exitCode}`);
    if (Date.now() > deadline) {
      await stopProcess(child, 'SIGKILL');
      throw new Error('the API did not get ready');
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { url, child, stop: (signal) => stopProcess(child, signal) };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}
