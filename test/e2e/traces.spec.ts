import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ask } from '../support/api-client.js';
import { startProcess, stopProcess } from '../support/api-process.js';
import type { JsonBody } from '../support/http-client.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';

const CANARY = 'Canaryname';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

interface SeenSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  service: string;
  attributes: Record<string, unknown>;
}

/** Takes what a collector would take. */
class Collector {
  readonly bodies: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') this.bodies.push(body);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get spans(): SeenSpan[] {
    const resources = this.bodies.flatMap((body) => JSON.parse(body).resourceSpans as JsonBody[]);
    return resources.flatMap(({ resource, scopeSpans }) =>
      (scopeSpans as JsonBody[]).flatMap(({ spans }) =>
        (spans as JsonBody[]).map((span) => ({
          ...span,
          service: attributesOf(resource.attributes)['service.name'],
          attributes: attributesOf(span.attributes),
        })),
      ),
    );
  }
}

function attributesOf(list: JsonBody[]): Record<string, unknown> {
  return Object.fromEntries(
    list.map(({ key, value }) => [String(key), Object.values(value as object)[0] as unknown]),
  );
}

describe('traces', () => {
  let collector: Collector;
  let world: ProcessWorld;
  let endpoint: string;

  beforeAll(async () => {
    collector = new Collector();
    endpoint = await collector.open();
    world = await ProcessWorld.open({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
  });

  afterAll(async () => {
    await world.close();
    collector.close();
  });

  it('tell of requests, statements and deliveries, and of nobody', async () => {
    const token = await world.signIn('staff');
    const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, 'x-request-id': 'request-of-the-test' };
    const person = {
      first_name: CANARY,
      last_name: CANARY,
      email: `${CANARY}@example.org`,
      national_id: CANARY,
    };
    const made = await ask(world.url(), '/patients', { token, headers, body: person });
    expect(made.status).toBe(201);
    expect((await ask(world.url(), '/patients', { token, body: person })).status).toBe(409);
    await ask(world.url(), `/patients?search=${CANARY}`, { token });
    await ask(world.url(), `/${CANARY}`, { token });
    const login = { identifier: CANARY, password: `${CANARY} ${CANARY}` };
    expect((await ask(world.url(), '/auth/login', { body: login })).status).toBe(401);
    const [provider_id] = await world.seed.providers(1);
    const visit = {
      patient_id: made.body.id,
      provider_id,
      start_time: '2031-01-06T10:00:00Z',
      reason: CANARY,
    };
    expect((await ask(world.url(), '/appointments', { token, body: visit })).status).toBe(201);
    const worker = startProcess('worker', { ...world.env, OTEL_SERVICE_NAME: 'kept-worker' });
    // Handed over in batches, and the rest when the process ends.
    await eventually(() => expect(collector.spans.some(({ name }) => name === 'deliver')).toBe(true));
    await stopProcess(worker);
    await Promise.all(world.apis.map((api) => api.stop()));

    const request = spanNamed('POST /api/v1/patients');
    expect([request.traceId, request.parentSpanId]).toEqual([TRACE, '00f067aa0ba902b7']);
    expect(request.attributes).toMatchObject({
      'http.route': '/api/v1/patients',
      'http.response.status_code': 201,
      'kept.request_id': 'request-of-the-test',
    });
    const inserted = collector.spans.filter(({ traceId }) => traceId === TRACE).map(({ name }) => name);
    expect(inserted).toContain('INSERT patient');
    expect(spanNamed('INSERT patient').parentSpanId).toBe(request.spanId);
    expect(spanNamed('GET unknown').attributes['http.response.status_code']).toBe(404);
    expect(spanNamed('relay').service).toBe('kept-worker');
    for (const body of collector.bodies) expect(body).not.toContain(CANARY);
  });

  function spanNamed(name: string): SeenSpan {
    const found = collector.spans.find((span) => span.name === name);
    if (!found)
      throw new Error(`${name} is not among ${collector.spans.map((span) => span.name).join(', ')}`);
    return found;
  }

  it('that nobody takes hold up no request and no shutdown', async () => {
    const api = await world.oneMore({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    for (let n = 0; n < 50; n++) expect((await ask(api.url, '/health/live')).status).toBe(200);
    await api.stop();
    expect(api.child.exitCode).toBe(0);
  });
});
