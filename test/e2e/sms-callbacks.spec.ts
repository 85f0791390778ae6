import { createSign } from 'node:crypto';
import type { SmsSettings } from '../../src/config/sms-env.js';
import { type SnsMessage, signedTextOf } from '../../src/notifications/callbacks/sns-message.js';
import { SnsWeb } from '../../src/notifications/callbacks/sns-web.js';
import { twilioSignature } from '../../src/notifications/callbacks/twilio-signature.js';
import { Clinic } from '../support/clinic.js';
import { type Answer, HttpClient } from '../support/http-client.js';
import { HttpSink } from '../support/http-sink.js';
import { seenBy, sentSms } from '../support/sms-rows.js';
import { World } from '../support/world.js';
import { TEST_CERTIFICATE, TEST_KEY } from '../support/test-certificate.js';

const PUBLIC_URL = 'https://kept.example';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PHONE = '+254712345678';
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

const open = (sms: SmsSettings): Promise<Clinic> => Clinic.open({ sms, publicUrl: PUBLIC_URL });
const anyone = (clinic: Clinic): HttpClient => new HttpClient(clinic.world.app);

async function stopped(clinic: Clinic): Promise<object[]> {
  return clinic.world.database.manager.query('SELECT phone_number, gateway FROM sms_opt_out');
}

describe('Twilio calls back', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    const account = { accountSid: 'AC1', authToken: '12345', from: '+15005550006' };
    clinic = await open({ gateway: 'twilio', ...account, baseUrl: 'http://127.0.0.1:1' });
  });
  afterAll(() => clinic.close());

  const call = (path: string, fields: Record<string, string>, more: object = {}): Promise<Answer> => {
    const url = `/sms/twilio/${path}`;
    const signature = twilioSignature('12345', `${PUBLIC_URL}/api/v1${url}`, fields);
    return anyone(clinic).post(url, form(fields), { ...FORM, 'x-twilio-signature': signature, ...more });
  };
  const receipt = (id: string, status: string, more: Record<string, string> = {}): Promise<Answer> =>
    call('receipts', { MessageSid: id, MessageStatus: status, AccountSid: 'AC1', To: PHONE, ...more });

  it('what arrived is delivered, and says when', async () => {
    const id = await sentSms(clinic, 'twilio', 'SM1');
    for (const status of ['queued', 'sent'])
      expect(await receipt('SM1', status)).toMatchObject({ status: 200, body: '' });
    expect(await seenBy(clinic, id)).toMatchObject({ status: 'sent', delivered_at: null });
    await receipt('SM1', 'delivered');
    expect(await seenBy(clinic, id)).toMatchObject({ status: 'delivered', delivered_at: expect.any(String) });
  });

  it('what the carrier could not deliver is failed, with its code, and may be sent again', async () => {
    const id = await sentSms(clinic, 'twilio', 'SM2');
    await receipt('SM2', 'undelivered', { ErrorCode: '30003' });
    expect(await seenBy(clinic, id)).toMatchObject({
      status: 'failed',
      last_error: 'The carrier did not deliver it (30003).',
    });
    expect((await clinic.staff.post(`/notifications/${id}/resend`)).status).toBe(200);
    // About the time before.
    await receipt('SM2', 'undelivered', { ErrorCode: '30003' });
    await receipt('SM2', 'delivered');
    expect(await seenBy(clinic, id)).toMatchObject({ status: 'queued', last_error: null });
  });

  it.each([
    [['delivered', 'delivered'], 'delivered'],
    [['delivered', 'sent', 'queued'], 'delivered'],
    [['delivered', 'undelivered'], 'delivered'],
    [['undelivered', 'delivered'], 'delivered'],
    [['failed', 'failed', 'sent'], 'failed'],
    [['toString', '__proto__', ''], 'sent'],
  ])('%j ends as %s', async (statuses, end) => {
    const messageId = `SM-${statuses.join('-')}`;
    const id = await sentSms(clinic, 'twilio', messageId);
    for (const status of statuses) expect((await receipt(messageId, status)).status).toBe(200);
    expect((await seenBy(clinic, id)).status).toBe(end);
  });

  it('many at once, of all kinds, agree', async () => {
    const id = await sentSms(clinic, 'twilio', 'SM-many');
    const statuses = [
      'sent',
      'undelivered',
      'delivered',
      'sent',
      'delivered',
      'undelivered',
      'failed',
      'delivered',
    ];
    const answers = await Promise.all(statuses.map((status) => receipt('SM-many', status)));
    expect(answers.map(({ status }) => status)).toEqual(statuses.map(() => 200));
    expect(await seenBy(clinic, id)).toMatchObject({ status: 'delivered', last_error: null });
  });

  it('a receipt for nobody’s message, or for another gateway’s, changes nothing', async () => {
    const id = await sentSms(clinic, 'africas_talking', 'SM9');
    for (const messageId of ['SM9', 'unknown', '', 'x'.repeat(5_000), "'; --"])
      expect((await receipt(messageId, 'delivered')).status).toBe(200);
    expect((await seenBy(clinic, id)).status).toBe('sent');
  });

  it('a code that could hold a number is not kept', async () => {
    const id = await sentSms(clinic, 'twilio', 'SM10');
    await receipt('SM10', 'failed', { ErrorCode: `no ${PHONE}` });
    expect((await seenBy(clinic, id)).last_error).toBe('The carrier did not deliver it.');
  });

  it('STOP is kept, START undoes it, anything else is not read', async () => {
    const say = (text: string, more: Record<string, string> = {}): Promise<Answer> =>
      call('messages', { MessageSid: 'SM11', From: PHONE, To: '+15005550006', Body: text, ...more });
    const answer = await say(' Arrêt! ');
    expect(answer).toMatchObject({ status: 200, body: expect.stringMatching(/<Response\/>$/) });
    expect(answer.headers['content-type']).toMatch(/^text\/xml/);
    await say('stop');
    expect(await stopped(clinic)).toEqual([{ phone_number: PHONE, gateway: 'twilio' }]);
    await say('Thank you, I will be there');
    expect(await stopped(clinic)).toHaveLength(1);
    await say('Start');
    expect(await stopped(clinic)).toEqual([]);
    await say('enough', { OptOutType: 'STOP' });
    expect(await stopped(clinic)).toHaveLength(1);
    await say('start');
    await say('STOP', { From: 'HOPE' });
    expect(await stopped(clinic)).toEqual([]);
  });

  it('what Twilio did not sign is refused', async () => {
    const id = await sentSms(clinic, 'twilio', 'SM12');
    for (const signature of [
      '',
      'x',
      twilioSignature('12346', `${PUBLIC_URL}/api/v1/sms/twilio/receipts`, {}),
    ])
      for (const path of ['receipts', 'messages']) {
        const fields = { MessageSid: 'SM12', MessageStatus: 'delivered', From: PHONE, Body: 'STOP' };
        const answer = await call(path, fields, { 'x-twilio-signature': signature });
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      }
    // Signed for the other address.
    const fields = { From: PHONE, Body: 'STOP' };
    const signature = twilioSignature('12345', `${PUBLIC_URL}/api/v1/sms/twilio/receipts`, fields);
    expect((await call('messages', fields, { 'x-twilio-signature': signature })).status).toBe(403);
    expect((await seenBy(clinic, id)).status).toBe('sent');
    expect(await stopped(clinic)).toEqual([]);
  });

  it('bodies that are no form are refused, never a fault of ours', async () => {
    const post = async (body: string, headers: object = FORM): Promise<number> =>
      (await anyone(clinic).post('/sms/twilio/receipts', body, { 'x-twilio-signature': 'x', ...headers }))
        .status;
    expect(await post('a=1&a=2')).toBe(400);
    expect(await post('a=%00')).toBe(400);
    expect(await post('__proto__=1')).toBe(400);
    expect(await post('[1]', { 'content-type': 'application/json' })).toBe(400);
    expect(await post('{"MessageSid":{"a":1}}', { 'content-type': 'application/json' })).toBe(400);
    expect(await post('<a/>', { 'content-type': 'application/xml' })).toBe(415);
    expect(await post(`a=${'x'.repeat(300_000)}`)).toBe(413);
    expect(await post('')).toBe(403);
    expect(await post('a=%ff%ed%a0%80')).toBe(403);
  });

  it('the other gateways’ routes are not there', async () => {
    const { staff } = clinic;
    for (const path of ['aws_sns/notifications', 'africas_talking/x/receipts', 'africas_talking//messages'])
      expect((await staff.post(`/sms/${path}`, {})).body).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('Africa’s Talking calls back', () => {
  const SECRET = 'a-secret-that-nobody-knows';
  let clinic: Clinic;
  beforeAll(async () => {
    const app = { username: 'hope', apiKey: 'x', from: null, callbackSecret: SECRET };
    clinic = await open({ gateway: 'africas_talking', ...app, baseUrl: 'http://127.0.0.1:1' });
  });
  afterAll(() => clinic.close());

  const call = (path: string, fields: Record<string, string>, secret = SECRET): Promise<Answer> =>
    anyone(clinic).post(`/sms/africas_talking/${secret}/${path}`, form(fields), FORM);
  const receipt = (id: string, status: string, more: Record<string, string> = {}): Promise<Answer> =>
    call('receipts', { id, status, phoneNumber: PHONE, networkCode: '63902', retryCount: '0', ...more });

  it('moves a message to where it got', async () => {
    const delivered = await sentSms(clinic, 'africas_talking', 'ATXid_1');
    const failed = await sentSms(clinic, 'africas_talking', 'ATXid_2');
    for (const status of ['Sent', 'Submitted', 'Buffered', 'Success'])
      expect((await receipt('ATXid_1', status)).status).toBe(200);
    await receipt('ATXid_2', 'Failed', { failureReason: 'UserInBlackList' });
    expect(await seenBy(clinic, delivered)).toMatchObject({ status: 'delivered' });
    expect(await seenBy(clinic, failed)).toMatchObject({
      status: 'failed',
      last_error: 'The carrier did not deliver it (UserInBlackList).',
    });
  });

  it('hears STOP, by answer and by their own opt-out', async () => {
    await call('messages', {
      from: PHONE,
      to: '22384',
      text: 'Sitisha',
      id: 'x',
      linkId: '',
      date: '2030-01-07',
    });
    expect(await stopped(clinic)).toEqual([{ phone_number: PHONE, gateway: 'africas_talking' }]);
    await call('messages', { from: PHONE, to: '22384', text: 'ANZA' });
    expect(await stopped(clinic)).toEqual([]);
    await call('opt-outs', { senderId: 'HOPE', phoneNumber: PHONE });
    expect(await stopped(clinic)).toHaveLength(1);
  });

  it('without the secret there is nothing here', async () => {
    const id = await sentSms(clinic, 'africas_talking', 'ATXid_3');
    for (const secret of [
      'x',
      SECRET.slice(0, -1),
      `${SECRET}x`,
      SECRET.toUpperCase(),
      '%00',
      'x'.repeat(150),
    ]) {
      const answer = await call('receipts', { id: 'ATXid_3', status: 'Success' }, secret);
      expect([400, 404]).toContain(answer.status);
    }
    expect((await seenBy(clinic, id)).status).toBe('sent');
  });
});

describe('Amazon SNS calls back', () => {
  const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:kept-sms';
  const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
  const SUBSCRIBE = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
  let clinic: Clinic;
  /** Stands where Amazon does: the certificate and the confirmation. */
  let amazon: HttpSink;

  beforeAll(async () => {
    const keys = {
      region: 'eu-west-1',
      accessKeyId: 'x',
      secretAccessKey: 'x',
      senderId: null,
      baseUrl: null,
    };
    clinic = await open({ gateway: 'aws_sns', ...keys, topicArn: TOPIC });
    amazon = await HttpSink.open();
    // The way to Amazon leads to our server; what may be asked there is judged before, by the real code.
    const web = clinic.world.app.get(SnsWeb, { strict: false });
    const get = web.get.bind(web);
    web.get = (url) => get(new URL(url.pathname + url.search, amazon.url));
  });
  beforeEach(() => {
    amazon.heard.length = 0;
    amazon.says(200, TEST_CERTIFICATE);
  });
  afterAll(async () => {
    await clinic.close();
    await amazon.close();
  });

  function message(said: Partial<SnsMessage>, key = TEST_KEY): SnsMessage {
    const unsigned: SnsMessage = {
      Type: 'Notification',
      MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
      TopicArn: TOPIC,
      Message: '{}',
      Timestamp: '2030-01-07T10:00:00.000Z',
      SignatureVersion: '2',
      SigningCertURL: CERTIFICATE,
      UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
      Signature: '',
      ...said,
    };
    const digest = unsigned.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
    const signer = createSign(digest).update(signedTextOf(unsigned));
    return { ...unsigned, Signature: signer.sign(key, 'base64') };
  }
  const post = (body: unknown): Promise<Answer> =>
    anyone(clinic).post('/sms/aws_sns/notifications', JSON.stringify(body), {
      'content-type': 'text/plain; charset=UTF-8',
    });
  const tell = (told: object, more: Partial<SnsMessage> = {}): Promise<Answer> =>
    post(message({ Message: JSON.stringify(told), ...more }));
  const record = (messageId: string, status: string, providerResponse: string): object => ({
    notification: { messageId, timestamp: '2030-01-07 10:00:00.000' },
    delivery: { destination: PHONE, providerResponse, dwellTimeMs: 599 },
    status,
  });

  it('confirms the subscription to its topic', async () => {
    const confirmation = { Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL: SUBSCRIBE } as const;
    expect((await post(message(confirmation))).status).toBe(200);
    expect(amazon.heard.map(({ url }) => url)).toEqual([
      '/SimpleNotificationService-0123456789abcdef.pem',
      '/?Action=ConfirmSubscription&Token=t',
    ]);
  });

  it.each(['1', '2'] as const)(
    'moves a message to where it got, signed as version %s',
    async (SignatureVersion) => {
      const delivered = await sentSms(clinic, 'aws_sns', `d-${SignatureVersion}`);
      const failed = await sentSms(clinic, 'aws_sns', `f-${SignatureVersion}`);
      const version = { SignatureVersion, Subject: 'CloudWatch' };
      await tell(
        record(`d-${SignatureVersion}`, 'SUCCESS', 'Message has been accepted by phone carrier'),
        version,
      );
      await tell(record(`f-${SignatureVersion}`, 'FAILURE', 'Blocked as spam by phone carrier'), version);
      expect((await seenBy(clinic, delivered)).status).toBe('delivered');
      expect((await seenBy(clinic, failed)).last_error).toBe(
        'The carrier did not deliver it (Blocked as spam by phone carrier).',
      );
    },
  );

  it('hears STOP', async () => {
    await tell({
      originationNumber: PHONE,
      destinationNumber: '+12065550100',
      messageBody: 'Sair',
      inboundMessageId: 'x',
    });
    expect(await stopped(clinic)).toEqual([{ phone_number: PHONE, gateway: 'aws_sns' }]);
  });

  it('passes over what it has no use for', async () => {
    for (const told of [
      {},
      { status: 'SUCCESS' },
      { notification: 1, status: 'SUCCESS' },
      record('\u0000', 'SUCCESS', ''),
    ])
      expect((await tell(told)).status).toBe(200);
    for (const Message of ['', 'hello', 'null', '[1]', '"x"'])
      expect((await post(message({ Message }))).status).toBe(200);
    const end = { Type: 'UnsubscribeConfirmation', Token: 't', SubscribeURL: SUBSCRIBE } as const;
    expect((await post(message(end))).status).toBe(200);
    expect(amazon.heard.map(({ url }) => url)).not.toContain('/?Action=ConfirmSubscription&Token=t');
  });

  it('refuses what is not signed, and asks nobody but Amazon', async () => {
    const good = message({ Message: JSON.stringify(record('d-1', 'FAILURE', 'x')) });
    const bad: object[] = [
      { ...good, Message: '{"originationNumber":"+254700000000","messageBody":"STOP"}' },
      { ...good, Signature: '' },
      { ...good, Signature: 'bm8=' },
      { ...good, Subject: 'one more field' },
      { ...good, SignatureVersion: '1' },
    ];
    for (const body of bad) expect((await post(body)).body).toMatchObject({ status: 403, code: 'forbidden' });
    amazon.heard.length = 0;
    const elsewhere = [
      `${amazon.url}/SimpleNotificationService-01.pem`,
      'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem',
      'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-01.pem',
      'https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem',
      'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-01.pem',
      'https://x:y@sns.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem',
      'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-01.pem',
      'https://bucket.s3.amazonaws.com/SimpleNotificationService-01.pem',
      'https://sns.eu-west-1.amazonaws.com/other/SimpleNotificationService-01.pem',
      'https://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'x',
    ];
    for (const SigningCertURL of elsewhere)
      expect((await post(message({ SigningCertURL }))).status).toBe(403);
    const confirmation = { Type: 'SubscriptionConfirmation', Token: 't' } as const;
    for (const SubscribeURL of elsewhere
      .slice(0, 8)
      .filter((url) => !url.startsWith('https://sns.eu-west-1.amazonaws.com/')))
      expect((await post(message({ ...confirmation, SubscribeURL }))).status).toBe(403);
    expect((await post(message({ TopicArn: `${TOPIC}2` }))).status).toBe(403);
    expect(amazon.heard).toEqual([]);
  });

  it('an Amazon that is away, or has no such certificate, is said so', async () => {
    const other = { SigningCertURL: CERTIFICATE.replace('0123', '4567') };
    amazon.says(404, 'none');
    expect((await post(message(other))).status).toBe(403);
    amazon.says(200, 'no certificate');
    expect((await post(message(other))).status).toBe(403);
    amazon.says(200, 'x'.repeat(100_000));
    expect((await post(message(other))).status).toBe(403);
    amazon.says(503, 'busy');
    expect((await post(message(other))).status).toBe(503);
    amazon.says(200, TEST_CERTIFICATE);
    expect((await post(message(other))).status).toBe(200);
  });

  it.each([null, [], 'x', 1, {}, { Type: 'Notification' }, { Type: 'toString' }, { Type: ['Notification'] }])(
    'refuses %j',
    async (body) => {
      expect((await post(body)).status).toBe(400);
      const { Signature: _, ...unsigned } = message({});
      expect((await post({ ...unsigned, ...(typeof body === 'object' ? body : {}) })).status).toBe(400);
    },
  );
});

it('a gateway that has much to tell is not told to come again later: it would not', async () => {
  const app = { username: 'hope', apiKey: 'x', from: null, callbackSecret: 'x'.repeat(20) };
  const sms = { gateway: 'africas_talking', ...app, baseUrl: 'http://127.0.0.1:1' } as const;
  const world = await World.open({ sms, rateLimitPerMinute: 5 });
  const receipt = async (): Promise<number> => {
    const path = `/sms/africas_talking/${app.callbackSecret}/receipts`;
    return (await new HttpClient(world.app).post(path, form({ id: 'x', status: 'Sent' }), FORM)).status;
  };
  const statuses = await Promise.all(Array.from({ length: 20 }, receipt));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await world.close();
});

it('where text messages are only logged, nobody calls back', async () => {
  const clinic = await open({ gateway: 'log', folder: null });
  for (const path of [
    'twilio/receipts',
    'twilio/messages',
    'aws_sns/notifications',
    'africas_talking/x/receipts',
  ])
    expect((await anyone(clinic).post(`/sms/${path}`, {})).status).toBe(404);
  await clinic.close();
});
