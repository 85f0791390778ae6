import { twilioSignature } from '../../src/notifications/callbacks/twilio-signature.js';
import { type ApiProcess, startApi } from '../support/api-process.js';
import { HttpSink } from '../support/http-sink.js';
import { Seed } from '../support/seed.js';
import { TEST_SECRET } from '../support/test-env.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const PUBLIC_URL = 'https://kept.example';
const TOKEN = 'the token of the account';
/** Of the seed's patients, and of its providers. */
const PATIENT = '+254712345678';

/** A worker, an API and a Twilio that calls back: a text message's whole way. */
describe('a text message', () => {
  let world: WorkerWorld;
  let api: ApiProcess;
  let twilio: HttpSink;

  beforeEach(async () => {
    [world, twilio] = [await WorkerWorld.open(), await HttpSink.open()];
    api = await startApi({ DATABASE_URL: world.database.url, JWT_SECRET: TEST_SECRET, ...gateway() });
  });
  afterEach(async () => {
    await api.stop();
    await world.close();
    await twilio.close();
  });

  const gateway = (): Record<string, string> => ({
    SMS_GATEWAY: 'twilio',
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: TOKEN,
    TWILIO_FROM: '+15005550006',
    TWILIO_BASE_URL: twilio.url,
    PUBLIC_URL,
  });

  /** As Twilio does it: to the address that it was given, signed for that. */
  async function callBack(url: string, fields: Record<string, string>): Promise<number> {
    const answer = await fetch(url.replace(PUBLIC_URL, api.url), {
      method: 'POST',
      headers: { 'x-twilio-signature': twilioSignature(TOKEN, url, fields) },
      body: new URLSearchParams(fields),
    });
    return answer.status;
  }
  const say = (text: string): Promise<number> =>
    callBack(`${PUBLIC_URL}/api/v1/sms/twilio/messages`, { From: PATIENT, Body: text });

  const texts = async () => (await world.notifications()).filter(({ channel }) => channel === 'sms');
  const reasons = async (recipient = 'patient') =>
    (await texts()).filter((row) => row.recipient === recipient).map(({ skip_reason }) => skip_reason);
  const toPatient = (): number =>
    twilio.heard.filter(({ body }) => body.includes(`To=${encodeURIComponent(PATIENT)}&`)).length;

  it('is delivered, though the receipt is here before Twilio’s own yes', async () => {
    let taken = 0;
    const statuses: number[] = [];
    twilio.answer = ({ body }, response) => {
      const MessageSid = `SM${++taken}`;
      const url = new URLSearchParams(body).get('StatusCallback') ?? '';
      void callBack(url, { MessageSid, MessageStatus: 'delivered' }).then((status) => {
        statuses.push(status);
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ sid: MessageSid }));
      });
    };
    for (let hour = 8; hour < 13; hour++)
      await world.book(`2030-01-07T${String(hour).padStart(2, '0')}:00:00Z`);
    world.startWorker(gateway());
    await eventually(async () =>
      expect((await texts()).map(({ status }) => status)).toEqual(
        Array.from({ length: 10 }, () => 'delivered'),
      ),
    );
    expect(twilio.heard).toHaveLength(10);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('does not go to a phone that said STOP, whoever writes, until it says START', async () => {
    twilio.says(201, { sid: 'SM1' });
    expect(await say('Stop')).toBe(200);
    const elsewhere = await new Seed(world.db).organization('elsewhere');
    const [[patient = ''], [provider = '']] = [await elsewhere.patients(1), await elsewhere.providers(1)];
    await world.happen(
      'appointment.created',
      await elsewhere.book({ patient, provider, start: '2030-01-07T10:00:00Z' }),
    );
    await world.book('2030-01-07T11:00:00Z');
    world.startWorker(gateway());
    await eventually(async () => expect(await reasons()).toEqual(['stopped', 'stopped']));
    await eventually(async () => expect(await reasons('provider')).toEqual([null, null]));
    expect(await say('start')).toBe(200);
    await world.book('2030-01-07T12:00:00Z');
    await eventually(() => expect(toPatient()).toBe(1));
    expect(await reasons()).toEqual(['stopped', 'stopped', null]);
  });

  it('that waits is not sent after STOP', async () => {
    twilio.says(500, { code: 20500 });
    await world.book('2030-01-07T10:00:00Z');
    world.startWorker(gateway());
    await eventually(async () => expect((await texts()).map(({ attempts }) => attempts)).toEqual([1, 1]));
    expect(await say('STOP')).toBe(200);
    twilio.says(201, { sid: 'SM1' });
    await world.db.query(`UPDATE notification SET next_attempt_at = now() WHERE status = 'queued'`);
    await eventually(async () => expect(await reasons()).toEqual(['stopped']));
    await eventually(async () => expect(await world.countOf('sent')).toBeGreaterThan(2));
    expect(toPatient()).toBe(1);
  });
});
