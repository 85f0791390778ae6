import { v7 as uuidv7 } from 'uuid';
import { idsOf, type Person, World } from '../support/world.js';

describe('notifications over HTTP', () => {
  let world: World;
  let admin: Person;

  beforeAll(async () => {
    world = await World.open();
    admin = await world.signIn('admin');
  });

  afterAll(() => world.close());

  /** A row as the worker leaves it. */
  async function notification(columns: Record<string, unknown> = {}): Promise<string> {
    const organization = columns['organization_id'] ?? world.organizationId;
    const { manager } = world.database;
    const [id, event] = [uuidv7(), uuidv7()];
    await manager.query(
      `INSERT INTO event (id, organization_id, type, subject_type) VALUES ($1, $2, 'user.activated', 'user')`,
      [event, organization],
    );
    const row: Record<string, unknown> = {
      id,
      organization_id: organization,
      event_id: event,
      event: 'created',
      recipient: 'patient',
      recipient_id: uuidv7(),
      channel: 'email',
      status: 'failed',
      attempts: 1,
      last_error: 'The mail server refused the message (550 5.1.1).',
      address_hint: 'a***@example.org',
      ...columns,
    };
    const names = Object.keys(row);
    const places = names.map((_, n) => `$${n + 1}`);
    await manager.query(
      `INSERT INTO notification (${names.join()}) VALUES (${places.join()})`,
      Object.values(row),
    );
    return id;
  }

  it('tells the clinic what became of each, with addresses masked', async () => {
    const id = await notification();
    const { status, body } = await admin.get('/notifications?event=created&channel=email&status=failed');
    expect(status).toBe(200);
    expect(body.results.find((row: { id: string }) => row.id === id)).toEqual({
      id,
      appointment_id: null,
      event: 'created',
      channel: 'email',
      recipient: 'patient',
      recipient_id: expect.any(String) as string,
      address: 'a***@example.org',
      status: 'failed',
      skip_reason: null,
      attempts: 1,
      last_error: 'The mail server refused the message (550 5.1.1).',
      gateway: null,
      sent_at: null,
      delivered_at: null,
      created_at: expect.stringMatching(/Z$/),
    });
  });

  it('is filtered, and refuses words that it does not know', async () => {
    const sms = await notification({ channel: 'sms', status: 'skipped', skip_reason: 'opted_out' });
    const only = async (query: string) => idsOf((await admin.get(`/notifications?${query}`)).body);
    expect(await only('channel=sms')).toEqual([sms]);
    expect(await only('status=skipped')).toEqual([sms]);
    expect(await only(`appointment_id=${uuidv7()}`)).toEqual([]);
    const recipient_id = uuidv7();
    const digest = await notification({
      event: 'digest',
      recipient: 'provider',
      recipient_id,
      created_at: '2020-02-02T10:00:00Z',
    });
    expect(await only(`recipient_id=${recipient_id}`)).toEqual([digest]);
    expect(await only('recipient=provider,user')).toEqual([digest]);
    expect(await only('status=failed,queued&to=2020-02-03T00:00:00Z')).toEqual([digest]);
    expect(await only('from=2020-02-02T10:00:00Z&to=2020-02-02T10:00:00Z')).toEqual([]);
    for (const query of [
      'status=lost',
      'channel=fax',
      'event=nothing',
      'recipient=everybody',
      'from=today',
      'appointment_id=1',
      'search=amina',
    ])
      expect((await admin.get(`/notifications?${query}`)).status).toBe(400);
  });

  it('sends again what failed or was skipped', async () => {
    for (const columns of [{}, { status: 'skipped', skip_reason: 'no_address', last_error: null }]) {
      const id = await notification({ ...columns, attempts: 8 });
      const { status, body } = await admin.post(`/notifications/${id}/resend`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, status: 'queued', attempts: 0, skip_reason: null, last_error: null });
      expect(await world.eventsOf(id)).toEqual(['notification.resent']);
      const again = await admin.post(`/notifications/${id}/resend`);
      expect([again.status, again.body.code]).toEqual([409, 'not_resendable']);
    }
  });

  it('does not send again what was sent', async () => {
    const id = await notification({ status: 'sent', sent_at: new Date(), last_error: null });
    const { status, body } = await admin.post(`/notifications/${id}/resend`);
    expect([status, body.code]).toEqual([409, 'not_resendable']);
  });

  it('is the business of admins and staff, each of their own organization', async () => {
    const theirs = await notification({ organization_id: world.otherOrganizationId });
    const listed = await world.walk(admin, '/notifications');
    expect(listed.flatMap(idsOf)).not.toContain(theirs);
    expect((await admin.post(`/notifications/${theirs}/resend`)).status).toBe(404);
    expect((await admin.post('/notifications/nonsense/resend')).status).toBe(404);
    const ours = await notification();
    expect((await (await world.signIn('staff')).get('/notifications')).status).toBe(200);
    for (const role of ['provider', 'patient'] as const) {
      const person = await world.signIn(role);
      expect((await person.get('/notifications')).status).toBe(403);
      expect((await person.post(`/notifications/${ours}/resend`)).status).toBe(403);
    }
  });
});
