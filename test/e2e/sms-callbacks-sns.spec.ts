import { createSign } from 'node:crypto';
import { type SnsMessage, signedTextOf } from '../../src/notifications/callbacks/sns-message.js';
import { SnsWeb } from '../../src/notifications/callbacks/sns-web.js';
import type { Clinic } from '../support/clinic.js';
import type { Answer } from '../support/http-client.js';
import { HttpSink } from '../support/http-sink.js';
import { anyone, openWithSms as open, PHONE, seenBy, sentSms, stopped } from '../support/sms-clinic.js';
import { TEST_CERTIFICATE, TEST_KEY } from '../support/test-certificate.js';

describe('Amazon SNS calls back', () => {
  const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:kept-sms';
  const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
  const SUBSCRIBE = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
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
    clinic = await open({ gateway: 'aws_sns', ...keys, topicArn: TOPIC }, { trustProxy: true });
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
      Timestamp: minutesAgo(0),
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
  const post = (body: unknown, from = '203.0.113.1'): Promise<Answer> =>
    anyone(clinic).post('/sms/aws_sns/notifications', JSON.stringify(body), {
      'content-type': 'text/plain; charset=UTF-8',
      'x-forwarded-for': from,
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

  it('hears what SNS has tried again for an hour, and nothing that somebody kept for longer', async () => {
    const stop = { originationNumber: '+254700000009', messageBody: 'STOP' };
    for (const Timestamp of [minutesAgo(80), minutesAgo(60 * 24), minutesAgo(-20)])
      expect((await tell(stop, { Timestamp })).body).toMatchObject({ status: 403, code: 'forbidden' });
    for (const Timestamp of ['yesterday', ''])
      expect((await tell(stop, { Timestamp })).body).toMatchObject({
        status: 400,
        code: 'malformed_request',
      });
    expect(await stopped(clinic)).not.toContainEqual({ phone_number: '+254700000009', gateway: 'aws_sns' });
    expect((await tell(stop, { Timestamp: minutesAgo(61) })).status).toBe(200);
    expect(await stopped(clinic)).toContainEqual({ phone_number: '+254700000009', gateway: 'aws_sns' });
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
      'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem',
      'https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-01.pem',
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

  it('asks Amazon for a certificate once, and for few that it does not know', async () => {
    const named = (name: string): SnsMessage =>
      message({ SigningCertURL: CERTIFICATE.replace('0123456789abcdef', name) });
    const same = await Promise.all(Array.from({ length: 20 }, () => post(named('aa'), '203.0.113.2')));
    expect(new Set(same.map(({ status }) => status))).toEqual(new Set([200]));
    expect(amazon.heard.length).toBe(1);
    amazon.says(404, 'none');
    const others = await Promise.all(
      Array.from({ length: 40 }, (_, n) => post(named(`b${n}`), '203.0.113.2')),
    );
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([403, 503]));
    // Minutes are those of the clock, and one may have begun meanwhile.
    expect(amazon.heard.length).toBeLessThanOrEqual(1 + 2 * 10);
    // Whoever comes from elsewhere is heard all the while, also with a certificate that nobody knows yet.
    amazon.says(200, TEST_CERTIFICATE);
    expect((await post(named('cc'), '203.0.113.3')).status).toBe(200);
  });

  it('keeps the certificate that is used, however many others are named', async () => {
    expect((await post(message({}), '203.0.113.4')).status).toBe(200);
    for (let n = 0; n < 20; n++) {
      const SigningCertURL = CERTIFICATE.replace('0123456789abcdef', `d${n}`);
      expect((await post(message({ SigningCertURL }), `203.0.113.${10 + n}`)).status).toBe(200);
      amazon.heard.length = 0;
      expect((await post(message({}), '203.0.113.4')).status).toBe(200);
      expect(amazon.heard).toEqual([]);
    }
  });
});
