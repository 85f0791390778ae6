import { type AddressInfo, connect } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { askedGauge } from '../../src/platform/metrics/asked-gauge.js';
import { serveMetrics } from '../../src/platform/metrics/metrics-server.js';
import { ask } from '../support/api-client.js';
import { freePort, startProcess, stopProcess } from '../support/api-process.js';
import { holdLock } from '../support/hold-lock.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';

const SECRET_NAME = 'Canaryname';

/** Every sample by its name and labels. */
async function scrape(port: number): Promise<Map<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('the figures of the API', () => {
  let world: ProcessWorld;
  let metricsPort: number;
  let token: string;

  beforeAll(async () => {
    metricsPort = await freePort();
    world = await ProcessWorld.open({ env: { METRICS_PORT: String(metricsPort) } });
    token = await world.signIn('staff');
  });

  afterAll(() => world.close());

  const call = (path: string, more: object = {}) => ask(world.url(), path, { token, ...more });

  it('count requests by the pattern of their route, whatever was asked', async () => {
    const [patient = ''] = await world.seed.patients(1);
    await call(`/patients/${patient}`);
    await call(`/patients?search=${SECRET_NAME}`);
    await call(`/nothing/${SECRET_NAME}`);
    await call(`/${SECRET_NAME}`);
    const samples = await scrape(metricsPort);
    const seen = (route: string, status: number): number | undefined =>
      samples.get(
        `kept_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`,
      );
    expect(seen('/api/v1/patients/:id', 200)).toBe(1);
    expect(seen('/api/v1/patients', 200)).toBe(1);
    expect(seen('unknown', 404)).toBe(2);
    const labels = [...samples.keys()].join();
    expect(labels).not.toContain(SECRET_NAME);
    expect(labels).not.toContain(patient);
  });

  it('count bookings, whoever came second by resource, and refusals by code', async () => {
    const [patient] = await world.seed.patients(1);
    const [provider] = await world.seed.providers(1);
    const body = { patient_id: patient, provider_id: provider, start_time: '2031-01-06T10:00:00Z' };
    expect((await call('/appointments', { body })).status).toBe(201);
    expect((await call('/appointments', { body })).status).toBe(409);
    const wrong = { identifier: `${SECRET_NAME}@example.org`, password: 'wrong wrong wrong' };
    expect((await ask(world.url(), '/auth/login', { body: wrong })).status).toBe(401);
    const samples = await scrape(metricsPort);
    expect(samples.get('kept_bookings_total')).toBe(1);
    for (const resource of ['patient', 'provider'])
      expect(samples.get(`kept_booking_conflicts_total{resource="${resource}"}`)).toBe(1);
    expect(samples.get('kept_refusals_total{code="booking_conflict"}')).toBe(1);
    expect(samples.get('kept_refusals_total{code="invalid_credentials"}')).toBe(1);
  });

  it('tell of the pool and of the process', async () => {
    const samples = await scrape(metricsPort);
    expect(samples.get('kept_pg_pool_connections{state="idle"}')).toBeGreaterThan(0);
    expect(samples.get('kept_pg_pool_waiting')).toBe(0);
    expect(samples.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('forget no request whose caller hung up', async () => {
    const { port } = new URL(world.url());
    const release = await holdLock(world.databaseUrl, 'LOCK TABLE session IN ACCESS EXCLUSIVE MODE');
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    const inFlight = async (): Promise<number | undefined> =>
      (await scrape(metricsPort)).get('kept_http_requests_in_flight');
    await eventually(async () => expect(await inFlight()).toBe(1));
    socket.destroy();
    await eventually(async () => expect(await inFlight()).toBe(0));
    await release();
  });

  it('are not on the public port', async () => {
    for (const path of ['/metrics', '/api/v1/metrics'])
      expect((await fetch(`${world.url()}${path}`)).status).toBe(404);
  });

  it('of the worker tell how far it is behind', async () => {
    const port = await freePort();
    await world.db.query(
      `INSERT INTO event (id, organization_id, type, subject_type, subject_id, occurred_at)
       SELECT gen_random_uuid(), id, 'appointment.created', 'appointment', gen_random_uuid(), now() - interval '1 hour'
       FROM organization`,
    );
    const release = await holdLock(world.databaseUrl, 'SELECT FROM event FOR UPDATE');
    const { DATABASE_URL = '', JWT_SECRET = '' } = world.env;
    const worker = startProcess('worker', { DATABASE_URL, JWT_SECRET, METRICS_PORT: String(port) });
    const lag = async (): Promise<number | undefined> => (await scrape(port)).get('kept_outbox_lag_seconds');
    await eventually(async () => expect(await lag()).toBeGreaterThan(3_500));
    await release();
    await eventually(async () => expect(await lag()).toBe(0));
    await stopProcess(worker);
    expect(worker.exitCode).toBe(0);
  });
});

describe('a scrape', () => {
  it('serves what there is while something that it asks does not answer', async () => {
    const registry = new Registry();
    new Counter({ name: 'kept_tests_total', help: 'Tests.', registers: [registry] }).inc();
    let answer: () => Promise<number> = () => Promise.resolve(7);
    askedGauge(registry, { name: 'kept_asked', help: 'Asked.' }, () => answer());
    const server = await serveMetrics(registry, { host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    expect((await scrape(port)).get('kept_asked')).toBe(7);
    answer = () => Promise.reject(new Error('away'));
    const samples = await scrape(port);
    expect([samples.has('kept_asked'), samples.get('kept_tests_total')]).toEqual([false, 1]);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    server.close();
  });
});
