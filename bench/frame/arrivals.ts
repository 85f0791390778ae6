import { Connection, requestOf } from './connection.js';

/** A steady stream of requests that come when they come, whether or not the ones before were answered. */
export interface Arrivals {
  port: number;
  token: string;
  perSecond: number;
  path: string;
  /** The body of the nth request of all. */
  body: (n: number) => object;
}

const WAITING_MS = 1;

/**
 * Clients at a fixed rate: each sends at its time, on a connection that is free or on a new one, so that a slow answer
 * holds up nobody and hides no wait.
 */
export class Clients {
  private readonly idle: Connection[] = [];
  private sent = 0;

  constructor(private readonly arrivals: Arrivals) {}

  /** @returns the milliseconds that each request of so many seconds took */
  async come(seconds: number): Promise<number[]> {
    const { perSecond } = this.arrivals;
    const started = performance.now();
    const answers: Promise<number>[] = [];
    for (let n = 0; n < seconds * perSecond; n++) {
      const due = started + (n * 1_000) / perSecond;
      while (performance.now() < due) await pause(Math.max(WAITING_MS, due - performance.now()));
      answers.push(this.one());
    }
    return Promise.all(answers);
  }

  close(): void {
    for (const connection of this.idle.splice(0)) connection.close();
  }

  private async one(): Promise<number> {
    const { token, path, body } = this.arrivals;
    const request = requestOf('POST', path, token, body(this.sent++));
    const connection = await this.connection();
    const before = performance.now();
    const answer = await connection.send(request);
    const took = performance.now() - before;
    if (answer.status !== 201) throw new Error(`answered ${answer.status} ${answer.body.toString()}`);
    this.idle.push(connection);
    return took;
  }

  private async connection(): Promise<Connection> {
    for (let free = this.idle.pop(); free; free = this.idle.pop()) if (free.isOpen) return free;
    return Connection.open(this.arrivals.port);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((done) => setTimeout(done, milliseconds));
