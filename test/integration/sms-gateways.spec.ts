import type { SmsGateway } from '../../src/notifications/channels/sms-gateway.js';
import { AfricasTalkingGateway } from '../../src/notifications/channels/africas-talking.gateway.js';
import { AwsSnsGateway } from '../../src/notifications/channels/aws-sns.gateway.js';
import { SendFailure } from '../../src/notifications/channels/send-failure.js';
import { TwilioGateway } from '../../src/notifications/channels/twilio.gateway.js';
import { HttpSink } from '../support/http-sink.js';

const NUMBER = '+254712345678';
/** Letters of the GSM alphabet and beyond, and what a careless encoder would spoil. */
const TEXT = 'Visit 50% + tea & cake = €5 · Bwana Ñandú 👩🏽‍⚕️\nÀ bientôt';
const PATIENCE_MS = 200;
const RECEIPTS = 'https://kept.example/api/v1/sms/twilio/receipts';
const SID = `AC${'0'.repeat(32)}`;

let sink: HttpSink;
beforeAll(async () => {
  sink = await HttpSink.open();
});
afterAll(() => sink.close());

const form = (): Record<string, string> => Object.fromEntries(new URLSearchParams(sink.last.body));

async function failure(gateway: SmsGateway): Promise<SendFailure> {
  const outcome = await gateway.send(NUMBER, TEXT).catch((error: unknown) => error);
  if (!(outcome instanceof SendFailure)) throw new Error(`no failure: ${JSON.stringify(outcome)}`);
  // Kept and shown: nothing of the person, nothing of the sentence that names them.
  expect(outcome.message).not.toMatch(/712345|Bwana/);
  return outcome;
}

/** What no gateway means, and every one of them may answer one day. */
function behavesWhenLost(make: (baseUrl: string) => SmsGateway): void {
  it('a gateway that nobody reaches is unreachable', async () => {
    const gone = await HttpSink.open();
    const { url } = gone;
    await gone.close();
    expect(await failure(make(url))).toMatchObject({ kind: 'unreachable' });
  });

  it('an answer that does not come is not waited for', async () => {
    sink.answer = () => undefined;
    expect(await failure(make(sink.url))).toMatchObject({ kind: 'unreachable' });
  });

  it('an answer that breaks off is none', async () => {
    sink.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"sid":');
      setTimeout(() => response.destroy(), 10);
    };
    expect(await failure(make(sink.url))).toMatchObject({ kind: 'unreachable' });
  });

  it('a page that is not the gateway’s is not taken for a yes', async () => {
    for (const status of [200, 201, 302]) {
      sink.says(status, '<html>Sign in to the guest network</html>', { location: 'http://127.0.0.1:1/' });
      expect(await failure(make(sink.url))).toMatchObject({ kind: 'unreachable' });
    }
  });
}

describe('Twilio', () => {
  const settings = { gateway: 'twilio', accountSid: SID, authToken: 'secret', from: '+15005550006' } as const;
  const make = (baseUrl: string, more: object = {}): TwilioGateway =>
    new TwilioGateway({ ...settings, baseUrl, ...more }, RECEIPTS, PATIENCE_MS);
  const refusal = (code: number, status: number): object => ({
    code,
    message: `The 'To' number ${NUMBER} is not a valid phone number.`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });

  it('is asked as its documentation says', async () => {
    sink.says(201, { sid: 'SM1', status: 'queued', error_code: null, to: NUMBER, body: TEXT });
    expect(await make(sink.url).send(NUMBER, TEXT)).toEqual({ gateway_message_id: 'SM1' });
    const { method, url, headers, body } = sink.last;
    expect([method, url]).toEqual(['POST', `/2010-04-01/Accounts/${SID}/Messages.json`]);
    expect(headers.authorization).toBe(`Basic ${Buffer.from(`${SID}:secret`).toString('base64')}`);
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(body).toContain('To=%2B254712345678&');
    expect(form()).toEqual({ To: NUMBER, From: '+15005550006', Body: TEXT, StatusCallback: RECEIPTS });
  });

  it('sends through a Messaging Service where one is named', async () => {
    sink.says(201, { sid: 'SM2' });
    const service = `MG${'a'.repeat(32)}`;
    await make(sink.url, { from: service }).send(NUMBER, TEXT);
    expect(form()).toEqual({
      To: NUMBER,
      MessagingServiceSid: service,
      Body: TEXT,
      StatusCallback: RECEIPTS,
    });
  });

  it.each([
    ['a number that is none', 400, 21211, 'permanent'],
    ['a landline', 400, 21614, 'permanent'],
    ['a phone that said STOP', 400, 21610, 'permanent'],
    ['a country that is switched off', 400, 21408, 'permanent'],
    ['a sender that is not ours', 400, 21606, 'unreachable'],
    ['a wrong password', 401, 20003, 'unreachable'],
    ['an account that may not', 403, 20403, 'unreachable'],
    ['an account that is none', 404, 20404, 'unreachable'],
    ['a queue that is full', 400, 14107, 'throttled'],
    ['a fault of theirs', 500, 20500, 'passing'],
    ['an outage', 503, 20503, 'unreachable'],
  ])('%s', async (_, status, code, kind) => {
    sink.says(status, refusal(code, status));
    expect(await failure(make(sink.url))).toMatchObject({ kind });
  });

  it('waits as long as it is asked to', async () => {
    sink.says(429, refusal(20429, 429), { 'retry-after': '7' });
    expect(await failure(make(sink.url))).toMatchObject({ kind: 'throttled', retryAfterMs: 7_000 });
    sink.says(429, refusal(20429, 429), { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    expect((await failure(make(sink.url))).retryAfterMs).toBeGreaterThan(50_000);
    sink.says(429, '', { 'retry-after': 'soon' });
    expect((await failure(make(sink.url))).retryAfterMs).toBeUndefined();
  });

  behavesWhenLost((baseUrl) => make(baseUrl));
});

describe('Africa’s Talking', () => {
  const settings = { gateway: 'africas_talking', username: 'hope', apiKey: 'secret' } as const;
  const make = (baseUrl: string, from: string | null = 'HOPE'): AfricasTalkingGateway =>
    new AfricasTalkingGateway({ ...settings, from, callbackSecret: 'x'.repeat(20), baseUrl }, PATIENCE_MS);
  const sent = (statusCode: number, status: string): object => ({
    SMSMessageData: {
      Message: 'Sent to 1/1 Total Cost: KES 0.8000',
      Recipients: [{ statusCode, number: NUMBER, status, cost: 'KES 0.8000', messageId: 'ATXid_1' }],
    },
  });

  it('is asked as its documentation says', async () => {
    sink.says(201, sent(101, 'Success'));
    expect(await make(sink.url).send(NUMBER, TEXT)).toEqual({ gateway_message_id: 'ATXid_1' });
    const { method, url, headers } = sink.last;
    expect([method, url, headers['apikey']]).toEqual(['POST', '/version1/messaging', 'secret']);
    expect(headers.accept).toBe('application/json');
    expect(form()).toEqual({ username: 'hope', to: NUMBER, message: TEXT, from: 'HOPE' });
    await make(sink.url, null).send(NUMBER, TEXT);
    expect(form()).toEqual({ username: 'hope', to: NUMBER, message: TEXT });
  });

  it.each([
    [401, 'RiskHold', 'passing'],
    [402, 'InvalidSenderId', 'unreachable'],
    [403, 'InvalidPhoneNumber', 'permanent'],
    [404, 'UnsupportedNumberType', 'permanent'],
    [405, 'InsufficientBalance', 'unreachable'],
    [406, 'UserInBlacklist', 'permanent'],
    [407, 'CouldNotRoute', 'passing'],
    [409, 'DoNotDisturbRejection', 'permanent'],
    [500, 'InternalServerError', 'passing'],
    [501, 'GatewayError', 'passing'],
    [502, 'RejectedByGateway', 'passing'],
  ])('a recipient’s %s %s', async (code, status, kind) => {
    sink.says(201, sent(code, status));
    expect(await failure(make(sink.url))).toMatchObject({ kind });
  });

  it.each([
    ['a wrong key', 401, 'The supplied authentication is invalid', 'unreachable'],
    [
      'a sender without recipients',
      201,
      { SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } },
      'unreachable',
    ],
    ['too many at once', 429, 'Too Many Requests', 'throttled'],
    ['a fault of theirs', 500, 'Internal Server Error', 'passing'],
    ['an outage', 502, '<html>Bad Gateway</html>', 'unreachable'],
  ])('%s', async (_, status, body, kind) => {
    sink.says(status, body);
    expect(await failure(make(sink.url))).toMatchObject({ kind });
  });

  behavesWhenLost(make);
});

describe('Amazon SNS', () => {
  const make = (baseUrl: string, senderId: string | null = 'HOPE'): AwsSnsGateway =>
    new AwsSnsGateway(
      {
        gateway: 'aws_sns',
        region: 'eu-west-1',
        accessKeyId: 'AKIAEXAMPLE',
        secretAccessKey: 'secret',
        senderId,
        topicArn: null,
        baseUrl,
      },
      PATIENCE_MS,
    );
  const XML = { 'content-type': 'text/xml' };
  const NAMESPACE = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
  const published = `<PublishResponse ${NAMESPACE}><PublishResult><MessageId>m-1</MessageId></PublishResult>
    <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>`;
  const refusal = (code: string): string => `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type>
    <Code>${code}</Code><Message>Invalid parameter: PhoneNumber Reason: ${NUMBER} is not valid</Message></Error>
    <RequestId>r-1</RequestId></ErrorResponse>`;

  it('is asked as its documentation says', async () => {
    sink.says(200, published, XML);
    expect(await make(sink.url).send(NUMBER, TEXT)).toEqual({ gateway_message_id: 'm-1' });
    expect(sink.last.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d+\/eu-west-1\/sns\//,
    );
    expect(form()).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: NUMBER,
      Message: TEXT,
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
      'MessageAttributes.entry.2.Name': 'AWS.SNS.SMS.SenderID',
      'MessageAttributes.entry.2.Value.DataType': 'String',
      'MessageAttributes.entry.2.Value.StringValue': 'HOPE',
    });
    await make(sink.url, null).send(NUMBER, TEXT);
    expect(sink.last.body).not.toContain('SenderID');
  });

  it.each([
    [400, 'InvalidParameter', 'permanent'],
    [400, 'InvalidParameterValue', 'permanent'],
    [400, 'ValidationException', 'permanent'],
    [400, 'OptedOut', 'permanent'],
    [400, 'Throttling', 'throttled'],
    [429, 'Throttled', 'throttled'],
    [400, 'KMSThrottling', 'throttled'],
    [400, 'KMSAccessDenied', 'unreachable'],
    [403, 'AuthorizationError', 'unreachable'],
    [403, 'InvalidClientTokenId', 'unreachable'],
    [403, 'SignatureDoesNotMatch', 'unreachable'],
    [500, 'InternalError', 'passing'],
    [503, 'ServiceUnavailable', 'unreachable'],
  ])('a %s %s is tried once', async (status, code, kind) => {
    sink.says(status, refusal(code), XML);
    const before = sink.heard.length;
    expect(await failure(make(sink.url))).toMatchObject({ kind });
    expect(sink.heard.length - before).toBe(1);
  });

  behavesWhenLost((baseUrl) => make(baseUrl));
});
