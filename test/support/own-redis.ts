import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { stopProcess } from './api-process.js';

/** A Redis that a test may empty, kill and start again. */
export class OwnRedis {
  private server: ChildProcess | null = null;

  constructor(private readonly port: number) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    for (const command of ['redis-server', 'valkey-server']) {
      const args = ['--port', String(this.port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'];
      const server = spawn(command, args, { stdio: 'ignore' });
      const isThere = await new Promise<boolean>((tell) => {
        server.once('spawn', () => tell(true)).once('error', () => tell(false));
      });
      if (!isThere) continue;
      this.server = server;
      while (!(await this.say('PING')).includes('PONG')) await new Promise((done) => setTimeout(done, 50));
      return;
    }
    throw new Error('there is no redis-server on the PATH');
  }

  async kill(): Promise<void> {
    if (this.server) await stopProcess(this.server, 'SIGKILL');
    this.server = null;
  }

  /** There, and answering nobody, until {@link thaw}. */
  freeze(): Promise<void> {
    this.server?.kill('SIGSTOP');
    return Promise.resolve();
  }

  thaw(): Promise<void> {
    this.server?.kill('SIGCONT');
    return Promise.resolve();
  }

  async empty(): Promise<void> {
    await this.say('FLUSHALL');
  }

  /** Everything that is kept in it, keys and values. */
  async dump(): Promise<string> {
    return this.say(
      "EVAL \"local out = {} for _, k in ipairs(redis.call('KEYS', '*')) do out[#out + 1] = k local t = redis.call('TYPE', k).ok if t == 'hash' then for _, v in ipairs(redis.call('HGETALL', k)) do out[#out + 1] = v end end end return out\" 0",
    );
  }

  /** Everything that anybody says to it from now on. */
  listen(hear: (text: string) => void): void {
    const socket = connect(this.port, '127.0.0.1', () => socket.write('MONITOR\r\n'));
    socket.on('data', (chunk) => hear(chunk.toString()));
    socket.on('error', () => undefined);
  }

  private say(command: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(this.port, '127.0.0.1', () => socket.end(`${command}\r\nQUIT\r\n`));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
  }
}
