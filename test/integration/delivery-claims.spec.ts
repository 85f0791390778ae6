import type { DataSource } from 'typeorm';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { type ClaimedNotification, DeliveryRepository } from '../../src/notifications/delivery.repository.js';
import { Seed } from '../support/seed.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';
import { Client } from 'pg';

const SENT = { gateway: 'twilio', gateway_message_id: 'SM1', address_hint: '+254***678' };

describe('a notification that several have had in hand', () => {
  let database: TestDatabase;
  let source: DataSource;
  let seed: Seed;
  let db: Client;
  const deliveries = new DeliveryRepository();

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    seed = await new Seed(db).organization();
    source = makeDataSource({ url: database.url, poolSize: 2, applicationName: 'kept-test' });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await db.end();
    await database.drop();
  });

  async function queue(): Promise<string> {
    const { rows } = await db.query<{ id: string }>(
      `WITH made AS (
         INSERT INTO event (id, organization_id, type, subject_type, subject_id, relayed_at)
         VALUES (gen_random_uuid(), $1, 'appointment.created', 'appointment', gen_random_uuid(), now()) RETURNING id)
       INSERT INTO notification (id, organization_id, event_id, event, recipient, recipient_id, channel)
       SELECT gen_random_uuid(), $1, id, 'created', 'patient', gen_random_uuid(), 'sms' FROM made RETURNING id`,
      [seed.organizationId],
    );
    return rows[0]?.id ?? '';
  }

  async function claim(id: string): Promise<ClaimedNotification> {
    const claimed = await deliveries.claim(source.manager, id);
    if (!claimed) throw new Error('nothing to claim');
    return claimed;
  }

  const set = (id: string, columns: string) =>
    db.query(`UPDATE notification SET ${columns} WHERE id = $1`, [id]);
  const resend = (id: string) =>
    set(
      id,
      `status = 'queued', attempts = 0, skip_reason = NULL, claimed_until = NULL, next_attempt_at = now()`,
    );

  async function read(id: string): Promise<{ status: string; attempts: number; claimed_until: Date | null }> {
    const { rows } = await db.query(
      `SELECT status, attempts, claimed_until FROM notification WHERE id = $1`,
      [id],
    );
    return rows[0] as { status: string; attempts: number; claimed_until: Date | null };
  }

  it('is claimed by one at a time', async () => {
    const id = await queue();
    await claim(id);
    expect(await deliveries.claim(source.manager, id)).toBeNull();
    await resend(id);
    await claim(id);
  });

  it('resent while in hand: a late failure of the first does not take it from the second', async () => {
    const id = await queue();
    const first = await claim(id);
    // The claim ran out, somebody else gave up, people asked for it again, and it is being sent.
    await set(id, `claimed_until = now() - interval '1 second', status = 'failed'`);
    await resend(id);
    const second = await claim(id);
    expect(second.attempts).toBe(first.attempts);
    await deliveries.postpone(source.manager, first, { pauseMs: 0, isFree: false, reason: 'late' });
    await deliveries.markFailed(source.manager, first, 'late');
    await deliveries.markSkipped(source.manager, first, 'past');
    expect(await read(id)).toMatchObject({ status: 'queued', claimed_until: second.claimed_until });
    expect(await deliveries.claim(source.manager, id)).toBeNull();
  });

  it('sent by the first after all: sent it is', async () => {
    const id = await queue();
    await claim(id);
    await set(id, `status = 'failed', last_error = 'No attempt came to an end.', claimed_until = NULL`);
    await deliveries.markSent(source.manager, id, SENT);
    expect(await read(id)).toMatchObject({ status: 'sent', claimed_until: null });
  });

  it.each([
    ['delivered', `status = 'delivered', delivered_at = now()`],
    ['failed', `status = 'failed'`],
  ])('whose receipt says %s stays so, however late the mark', async (status, columns) => {
    const id = await queue();
    await claim(id);
    await set(
      id,
      `${columns}, sent_at = now(), gateway = 'twilio', gateway_message_id = 'SM1', claimed_until = NULL`,
    );
    await deliveries.markSent(source.manager, id, SENT);
    expect((await read(id)).status).toBe(status);
  });

  it('that waits through an outage keeps its attempts', async () => {
    const id = await queue();
    for (let n = 0; n < 20; n++)
      await deliveries.postpone(source.manager, await claim(id), {
        pauseMs: 0,
        isFree: true,
        reason: 'down',
      });
    expect(await read(id)).toMatchObject({ status: 'queued', attempts: 0 });
  });
});
