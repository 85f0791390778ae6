import { stopProcess, startProcess } from '../support/api-process.js';
import { type ApiAnswer, ask } from '../support/api-client.js';
import { at, dayAhead } from '../support/dates.js';
import { DRILL_TIMEOUT_MS, figure, pause, sized } from '../support/drill.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';
import type { ChildProcess } from 'node:child_process';

const CLIENTS = sized(20, 50);
const OUTAGE_MS = sized(1_000, 30_000);
const QUIET_MS = sized(500, 3_000);
/** Nobody hangs: longer than this, and a person has gone away. */
const LONGEST_WAIT_MS = 15_000;
const SOONEST_BACK_MS = 5_000;
const SLOT_MS = 30 * 60_000;

interface Heard {
  at: number;
  answer: ApiAnswer;
}

/** D6: two API processes and a worker under load, and the database goes away in every way it can. */
describe('D6 PostgreSQL may die', () => {
  let postgres: OwnPostgres;
  let world: ProcessWorld;
  let worker: ChildProcess;
  let token: string;
  let days = 0;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    world = await ProcessWorld.open({ apis: 2, databaseUrl: postgres.url, env: { LOG_LEVEL: 'fatal' } });
    worker = startProcess('worker', world.env);
    token = await world.signIn('admin');
    await eventually(workerIsAtWork);
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await stopProcess(worker);
    await postgres.close();
  }, DRILL_TIMEOUT_MS);

  async function workerIsAtWork(): Promise<void> {
    const relayed = await world.db.query(`SELECT FROM event WHERE relayed_at IS NOT NULL`);
    expect(relayed.rowCount).toBeGreaterThan(0);
  }

  /** Everybody books one visit after the other, until `fault` is over and quiet has returned. */
  async function bookDuring(fault: () => Promise<void>): Promise<{ heard: Heard[]; over: number }> {
    const providers = await world.seed.providers(CLIENTS);
    const patients = await world.seed.patients(CLIENTS);
    const heard: Heard[] = [];
    const firstDay = Date.parse(at('00:00', dayAhead(++days * 300)));
    let stopped = false;

    async function client(n: number): Promise<void> {
      for (let visit = 0; !stopped; visit++) {
        const start_time = new Date(firstDay + visit * SLOT_MS).toISOString();
        const body = { provider_id: providers[n], patient_id: patients[n], start_time };
        const answer = await ask(world.url(n), '/appointments', { token, body, timeoutMs: LONGEST_WAIT_MS });
        heard.push({ at: performance.now(), answer });
        // As Retry-After asks, only more eagerly.
        if (answer.status === 503) await pause(100);
      }
    }

    const load = Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
    await pause(QUIET_MS);
    await fault();
    const over = performance.now();
    await until(() => heard.some((each) => each.at > over && each.answer.status === 201), LONGEST_WAIT_MS);
    await pause(QUIET_MS);
    stopped = true;
    await load;
    return { heard, over };
  }

  async function expectNothingLost(heard: readonly Heard[]): Promise<number> {
    const acknowledged = heard
      .filter(({ answer }) => answer.status === 201)
      .map(({ answer }) => String(answer.body.id));
    const { rows } = await world.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM appointment a JOIN event e ON e.subject_id = a.id
       WHERE a.id = ANY ($1) AND e.type = 'appointment.created'`,
      [acknowledged],
    );
    expect(rows[0]?.n).toBe(acknowledged.length);
    return acknowledged.length;
  }

  function expectPolite(heard: readonly Heard[]): number {
    const refused = heard.map(({ answer }) => answer).filter(({ status }) => status !== 201);
    for (const { status, headers, body } of refused) {
      expect([status, body.code]).toEqual([503, 'service_unavailable']);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    return refused.length;
  }

  function expectAlive(): void {
    for (const child of [...world.apis.map((api) => api.child), worker])
      expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  }

  const FAULTS: [string, () => Promise<void>][] = [
    ['an immediate stop', () => outage('SIGQUIT')],
    ['a killed backend (-9), which crashes the cluster', () => postgres.crashBackend()],
    ['a killed postmaster', () => outage('SIGKILL')],
    ['every connection cut', () => postgres.cutConnections()],
  ];

  async function outage(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    await postgres.stop(signal);
    await pause(OUTAGE_MS);
    await postgres.start();
  }

  it.each(sized(FAULTS.slice(0, 2), FAULTS))(
    '%s: politely refused meanwhile, at work again at once, nothing acknowledged lost',
    async (name, fault) => {
      const { heard, over } = await bookDuring(fault);
      expectAlive();
      const refused = expectPolite(heard);
      const back = Math.min(...heard.filter((h) => h.at > over && h.answer.status === 201).map((h) => h.at));
      expect(back - over).toBeLessThan(SOONEST_BACK_MS);
      const kept = await expectNothingLost(heard);
      const slowest = Math.max(...heard.map(({ answer }) => answer.ms));
      figure(
        'D6',
        `${name}: ${kept} acknowledged, all there; ${refused} × 503, 0 × anything else; slowest answer ${Math.round(slowest)} ms; first success ${Math.round(back - over)} ms after it was back`,
      );
    },
    DRILL_TIMEOUT_MS,
  );
});

async function until(check: () => boolean, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!check() && performance.now() < deadline) await pause(10);
}
