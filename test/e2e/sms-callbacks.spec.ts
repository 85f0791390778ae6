import { twilioSignature } from '../../src/notifications/callbacks/twilio-signature.js';
import { Clinic } from '../support/clinic.js';
import { type Answer, HttpClient } from '../support/http-client.js';
import {
  anyone,
  openWithSms as open,
  PHONE,
  PUBLIC_URL,
  seenBy,
  sentSms,
  stopped,
} from '../support/sms-clinic.js';
import { World } from '../support/world.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

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
