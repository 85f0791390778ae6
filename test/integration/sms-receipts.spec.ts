import { SmsReceiptRepository } from '../../src/notifications/callbacks/sms-receipt.repository.js';
import { SmsReceiptSweep } from '../../src/notifications/callbacks/sms-receipt-sweep.js';
import { SmsReceipts } from '../../src/notifications/callbacks/sms-receipts.service.js';
import { Clinic } from '../support/clinic.js';
import { seenBy, sentSms } from '../support/sms-clinic.js';

/** Receipts that are faster than our own mark. */
describe('early receipts', () => {
  let clinic: Clinic;
  let receipts: SmsReceipts;
  let sweep: SmsReceiptSweep;

  beforeAll(async () => {
    clinic = await Clinic.open();
    const { database } = clinic.world;
    receipts = new SmsReceipts(database, new SmsReceiptRepository());
    sweep = new SmsReceiptSweep(database, new SmsReceiptRepository());
  });
  afterAll(() => clinic.close());

  const take = (id: string, outcome: 'delivered' | 'failed', code: string | null = null): Promise<void> =>
    receipts.take({ gateway: 'twilio', gateway_message_id: id, outcome, code });
  const mark = (id: string, messageId: string): Promise<unknown> =>
    clinic.world.database.manager.query('UPDATE notification SET gateway_message_id = $2 WHERE id = $1', [
      id,
      messageId,
    ]);
  const waiting = (): Promise<unknown[]> =>
    clinic.world.database.manager.query('SELECT gateway_message_id FROM sms_early_receipt');

  it('wait for the mark', async () => {
    const [delivered, failed] = [
      await sentSms(clinic, 'twilio', null),
      await sentSms(clinic, 'twilio', null),
    ];
    await take('early-1', 'delivered');
    await take('early-2', 'failed', '30005');
    await sweep.sweep();
    expect(await waiting()).toHaveLength(2);
    await mark(delivered, 'early-1');
    await mark(failed, 'early-2');
    await sweep.sweep();
    expect(await seenBy(clinic, delivered)).toMatchObject({
      status: 'delivered',
      delivered_at: expect.any(String),
    });
    expect((await seenBy(clinic, failed)).last_error).toBe('The carrier did not deliver it (30005).');
    expect(await waiting()).toEqual([]);
  });

  it.each([
    ['failed', 'delivered'],
    ['delivered', 'failed'],
  ] as const)('%s and %s for one message: it was delivered', async (first, second) => {
    const id = await sentSms(clinic, 'twilio', null);
    await take(`both-${first}`, first);
    await take(`both-${first}`, second);
    await mark(id, `both-${first}`);
    await sweep.sweep();
    expect((await seenBy(clinic, id)).status).toBe('delivered');
  });

  it('are none lost, whoever is first', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => sentSms(clinic, 'twilio', null)));
    await Promise.all(
      ids.flatMap((id) => [take(`race-${id}`, 'delivered'), mark(id, `race-${id}`), sweep.sweep()]),
    );
    await sweep.sweep();
    for (const id of ids) expect((await seenBy(clinic, id)).status).toBe('delivered');
  });

  it('for no message of ours are forgotten', async () => {
    await take('never-ours', 'delivered');
    await sweep.sweep();
    expect(await waiting()).toHaveLength(1);
    await clinic.world.database.manager.query(
      `UPDATE sms_early_receipt SET received_at = now() - interval '61 minutes'`,
    );
    await sweep.sweep();
    expect(await waiting()).toEqual([]);
  });
});
