import type { ChildProcess } from 'node:child_process';
import { freePort, startProcess, stopProcess } from '../support/api-process.js';
import { DRILL_TIMEOUT_MS, figure } from '../support/drill.js';
import { HttpSink } from '../support/http-sink.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { OwnRedis } from '../support/own-redis.js';
import { ProcessWorld } from '../support/process-world.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { eventually } from '../support/worker-world.js';
import { CANARY, leaksIn } from './leaks/canaries.js';
import { Flows } from './leaks/flows.js';

/** In a text message, who it is for may be named; and where the gateway is to send it is not in the text. */
const KNOWN_TO_THE_READER = /^first name:/;

/** D14: what is known of a person is where it belongs, and nowhere else. */
describe('D14 no leaks', () => {
  const printed = { api: '', worker: '' };
  const metrics: string[] = [];
  let redisHeard = '';
  let postgres: OwnPostgres;
  let redis: OwnRedis;
  let mail: SmtpSink;
  let sms: HttpSink;
  let world: ProcessWorld;
  let worker: ChildProcess;
  let flows: Flows;
  let postgresLog: string;
  let faults: number[];

  beforeAll(async () => {
    [postgres, sms, mail] = await Promise.all([
      OwnPostgres.start(),
      HttpSink.open(),
      SmtpSink.open(await freePort()),
    ]);
    redis = new OwnRedis(await freePort());
    await redis.start();
    redis.listen((text) => (redisHeard += text));
    await goThrough(await open());
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await stopProcess(worker);
    await world.close();
    await redis.kill();
    await Promise.all([postgres.close(), mail.close(), sms.close()]);
  }, DRILL_TIMEOUT_MS);

  /** An API and a worker that say all that they can. */
  async function open(): Promise<{ ports: number[]; env: Record<string, string> }> {
    const ports = [await freePort(), await freePort()];
    const env = {
      REDIS_URL: redis.url,
      LOG_LEVEL: 'trace',
      SMTP_URL: mail.url,
      SMS_GATEWAY: 'africas_talking',
      AFRICAS_TALKING_USERNAME: 'clinic',
      AFRICAS_TALKING_API_KEY: 'key',
      AFRICAS_TALKING_CALLBACK_SECRET: 'a-secret-of-the-callbacks',
      AFRICAS_TALKING_BASE_URL: sms.url,
    };
    world = await ProcessWorld.open({
      databaseUrl: postgres.url,
      env: { ...env, METRICS_PORT: String(ports[0]) },
      listen: (text) => (printed.api += text),
    });
    return { ports, env: { ...world.env, METRICS_PORT: String(ports[1]) } };
  }

  async function goThrough({ ports, env }: { ports: number[]; env: Record<string, string> }): Promise<void> {
    worker = startProcess('worker', env, (text) => (printed.worker += text));
    takeTexts();
    flows = new Flows(world, await world.signIn('admin'));
    const patient = await flows.people();
    await flows.questions();
    await flows.visits(patient);
    await eventually(() => expect(sms.heard.length).toBeGreaterThan(1));
    await eventually(() => expect(mail.received.length).toBeGreaterThan(1));
    refuseTexts();
    await flows.visits(patient);
    await eventually(async () => {
      const failed = await world.db.query(`SELECT FROM notification WHERE last_error IS NOT NULL`);
      expect(failed.rowCount).toBeGreaterThan(1);
    });
    await Promise.all([flows.questions(), postgres.cutConnections()]);
    await Promise.all([flows.questions(), postgres.crashBackend()]);
    postgresLog = await postgres.log();
    faults = await flows.faultsOfOurs();
    for (const port of ports) metrics.push(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  }

  function takeTexts(): void {
    sms.says(201, { SMSMessageData: { Recipients: [{ statusCode: 101, messageId: 'ATXid_1' }] } });
  }

  /** Servers that repeat what they do not like. */
  function refuseTexts(): void {
    mail.codeFor = (address) => (address === CANARY.email ? 550 : 450);
    sms.answer = ({ body }, response) =>
      response.writeHead(400).end(`We do not like ${decodeURIComponent(body)}`);
  }

  it('finds what is there to be found', () => {
    expect(leaksIn(`{"msg":"${CANARY.reason}"}`)).toHaveLength(1);
    expect(leaksIn(`to=${encodeURIComponent(CANARY.phone_number)}`)).toHaveLength(1);
    expect(leaksIn(Buffer.from(`${CANARY.first_name} ${CANARY.last_name}`).toString('base64'))).toHaveLength(
      2,
    );
    expect(leaksIn(Object.values(CANARY).join('\n'))).toHaveLength(Object.keys(CANARY).length);
    // Where they belong, they are: the drill has really gone through everything.
    const mails = mail.received.map(({ raw, to }) => `${to} ${raw.replace(/=\r\n/g, '')}`).join('\n');
    expect(leaksIn(mails).length).toBeGreaterThan(2);
    expect(faults).toEqual([500, 500]);
    expect(flows.refusals.length).toBeGreaterThan(15);
  });

  it.each(['api', 'worker'] as const)('nothing in what the %s prints, at its most talkative', (name) => {
    expect(printed[name].split('\n').length).toBeGreaterThan(10);
    expect(leaksIn(printed[name])).toEqual([]);
  });

  it('nothing in the metrics', () => {
    expect(metrics.map((text) => text.includes('process_cpu'))).toEqual([true, true]);
    expect(leaksIn(metrics.join('\n'))).toEqual([]);
  });

  it('nothing in all that Redis hears', () => {
    expect(redisHeard.includes('kept:plan:wait')).toBe(true);
    expect(leaksIn(redisHeard)).toEqual([]);
  });

  it('nothing in the refusals, whoever hears them', () => {
    const heard = flows.refusals.map(({ body, headers }) => JSON.stringify([body, ...headers]));
    expect(leaksIn(heard.join('\n'))).toEqual([]);
  });

  it('nothing but a first name in a text message', () => {
    const texts = sms.heard.map(({ body }) => new URLSearchParams(body).get('message') ?? '');
    expect(texts.some((text) => text.length > 20)).toBe(true);
    expect(leaksIn(texts.join('\n')).filter((leak) => !KNOWN_TO_THE_READER.test(leak))).toEqual([]);
  });

  it('nothing in what is kept of messages that failed', async () => {
    const rows = await postgres.ask<{ kept: string }>(
      `SELECT concat_ws(' ', last_error, address_hint, skip_reason) AS kept FROM notification`,
    );
    expect(leaksIn(rows.map(({ kept }) => kept).join('\n'))).toEqual([]);
  });

  it('nothing in the log of PostgreSQL, as Kept starts it', () => {
    expect(postgresLog.includes('duplicate key')).toBe(true);
    expect(leaksIn(postgresLog)).toEqual([]);
    const bytes = printed.api.length + printed.worker.length + redisHeard.length + metrics.join().length;
    figure(
      'D14',
      `${Object.keys(CANARY).length} canaries through ${flows.refusals.length} refusals and all flows; ${Math.round(bytes / 1_000)} kB of logs, metrics and Redis traffic, ${sms.heard.length} texts, the server's log: 0 hits`,
    );
  });
});
