import { Client } from 'pg';
import { Seed } from '../support/seed.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

/** The law, as PostgreSQL holds it: no API in between. */
describe('occupancy', () => {
  let database: TestDatabase;
  let db: Client;
  let seed: Seed;

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    seed = await new Seed(db).organization();
  });

  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  const at = (clock: string): string => `2030-01-07T${clock}:00Z`;

  async function rowsOf(appointment: string): Promise<{ kind: string; lane: number; during: string }[]> {
    const found = await db.query<{ kind: string; lane: number; during: string }>(
      `SELECT resource_kind AS kind, lane, during::text FROM occupancy WHERE appointment_id = $1 ORDER BY resource_kind`,
      [appointment],
    );
    return found.rows;
  }

  async function trio(
    capacity: number | null = 1,
  ): Promise<{ patient: string; provider: string; facility: string }> {
    const [provider = ''] = await seed.providers(1);
    const [patient = ''] = await seed.patients(1);
    const facility = await seed.facility(capacity);
    return { provider, patient, facility };
  }

  const refusal = { code: '23P01', constraint: 'occupancy_no_overlap' };

  it('holds provider, patient and one lane of the facility for exactly the visit', async () => {
    const id = await seed.book({ ...(await trio()), start: at('10:00') });
    const during = '["2030-01-07 10:00:00+00","2030-01-07 10:30:00+00")';
    expect(await rowsOf(id)).toEqual(
      ['facility', 'patient', 'provider'].map((kind) => ({ kind, lane: 0, during })),
    );
  });

  it('lets touching visits live side by side and refuses a minute of overlap', async () => {
    const { provider } = await trio();
    const patients = await seed.patients(4);
    const book = (patient: string | undefined, start: string, minutes?: number): Promise<string> =>
      seed.book({ patient: patient ?? '', provider, start: at(start), minutes });
    await book(patients[0], '10:30');
    await book(patients[1], '10:00');
    await book(patients[2], '11:00');
    await expect(book(patients[3], '10:59', 5)).rejects.toMatchObject(refusal);
    await expect(book(patients[3], '09:00', 61)).rejects.toMatchObject(refusal);
  });

  it('gives a facility of capacity n exactly n visits at a time, in its lowest free lanes', async () => {
    const facility = await seed.facility(3);
    const providers = await seed.providers(5);
    const patients = await seed.patients(5);
    const book = (n: number): Promise<string> =>
      seed.book({ patient: patients[n] ?? '', provider: providers[n] ?? '', facility, start: at('10:00') });
    const booked = [await book(0), await book(1), await book(2)];
    await expect(book(3)).rejects.toMatchObject(refusal);
    await db.query(`UPDATE appointment SET status = 'completed' WHERE id = $1`, [booked[1]]);
    const again = await book(4);
    expect((await rowsOf(again)).find((row) => row.kind === 'facility')?.lane).toBe(1);
  });

  it('keeps no row for a facility without a limit, and gives lanes out when it gets one', async () => {
    const facility = await seed.facility(null);
    const providers = await seed.providers(3);
    const patients = await seed.patients(3);
    const booked: string[] = [];
    for (const n of [0, 1, 2])
      booked.push(
        await seed.book({
          patient: patients[n] ?? '',
          provider: providers[n] ?? '',
          facility,
          start: at('12:00'),
        }),
      );
    const lanes = async (): Promise<number[]> =>
      (
        await db.query<{ lane: number }>(`SELECT lane FROM occupancy WHERE resource_id = $1 ORDER BY lane`, [
          facility,
        ])
      ).rows.map((row) => row.lane);
    expect(await lanes()).toEqual([]);
    await db.query(`UPDATE facility SET capacity = 2 WHERE id = $1`, [facility]);
    expect(await lanes()).toEqual([0, 1, 2]);
    await db.query(`UPDATE facility SET capacity = NULL WHERE id = $1`, [facility]);
    expect(await lanes()).toEqual([]);
  });

  it('after a capacity was lowered, waits until there is room again', async () => {
    const facility = await seed.facility(2);
    const providers = await seed.providers(4);
    const patients = await seed.patients(4);
    const book = (n: number): Promise<string> =>
      seed.book({ patient: patients[n] ?? '', provider: providers[n] ?? '', facility, start: at('14:00') });
    const first = await book(0);
    await book(1);
    await db.query(`UPDATE facility SET capacity = 1 WHERE id = $1`, [facility]);
    await db.query(`UPDATE appointment SET status = 'completed' WHERE id = $1`, [first]);
    await expect(book(2)).rejects.toMatchObject(refusal);
  });

  it('frees the time when a visit is cancelled or completed, keeps it for a no-show', async () => {
    for (const [status, rows] of [
      ['cancelled', 0],
      ['completed', 0],
      ['no_show', 3],
      ['arrived', 3],
    ] as const) {
      const id = await seed.book({ ...(await trio()), start: at('10:00') });
      const cancelled = status === 'cancelled' ? `, cancelled_at = now(), cancelled_by = 'staff'` : '';
      await db.query(`UPDATE appointment SET status = $2 ${cancelled} WHERE id = $1`, [id, status]);
      expect(await rowsOf(id)).toHaveLength(rows);
    }
  });

  it('moves with the visit, is never blocked by itself, and stays where the new time is taken', async () => {
    const three = await trio();
    const id = await seed.book({ ...three, start: at('10:00') });
    const move = (start: string): Promise<unknown> =>
      db.query(
        `UPDATE appointment SET start_time = $2, end_time = $2::timestamptz + interval '30 minutes' WHERE id = $1`,
        [id, at(start)],
      );
    await move('10:15');
    const [other = ''] = await seed.patients(1);
    await seed.book({ patient: other, provider: three.provider, start: at('12:00') });
    await expect(move('11:45')).rejects.toMatchObject(refusal);
    expect((await rowsOf(id)).map((row) => row.during)).toEqual(
      Array(3).fill('["2030-01-07 10:15:00+00","2030-01-07 10:45:00+00")'),
    );
  });

  it("widens the provider's time only by the buffers", async () => {
    const three = await trio();
    const id = await seed.book({ ...three, start: at('10:00') });
    await db.query(
      `UPDATE appointment SET buffer_before_minutes = 5, buffer_after_minutes = 10 WHERE id = $1`,
      [id],
    );
    const spans = Object.fromEntries((await rowsOf(id)).map((row) => [row.kind, row.during]));
    expect(spans['provider']).toBe('["2030-01-07 09:55:00+00","2030-01-07 10:40:00+00")');
    expect(spans['patient']).toBe('["2030-01-07 10:00:00+00","2030-01-07 10:30:00+00")');
  });

  it('lets nobody be blocked by an expired hold, swept or not', async () => {
    const three = await trio();
    const hold = await seed.book({ ...three, start: at('10:00') });
    await db.query(
      `UPDATE appointment SET status = 'proposed', hold_expires_at = now() + interval '1 hour' WHERE id = $1`,
      [hold],
    );
    const [patient = ''] = await seed.patients(1);
    const late = { patient, provider: three.provider, start: at('10:15') };
    await expect(seed.book(late)).rejects.toMatchObject(refusal);
    await db.query(`UPDATE appointment SET hold_expires_at = now() - interval '1 second' WHERE id = $1`, [
      hold,
    ]);
    await seed.book(late);
    expect((await rowsOf(hold)).some((row) => row.kind === 'provider')).toBe(false);
  });

  it('is written by appointments alone', async () => {
    const id = await seed.book({ ...(await trio()), start: at('10:00') });
    const byHand = { code: '23514', constraint: 'occupancy_follows_appointments' };
    await expect(db.query(`DELETE FROM occupancy WHERE appointment_id = $1`, [id])).rejects.toMatchObject(
      byHand,
    );
    await expect(
      db.query(`UPDATE occupancy SET lane = 0 WHERE appointment_id = $1`, [id]),
    ).rejects.toMatchObject(byHand);
    await db.query(`DELETE FROM appointment WHERE id = $1`, [id]);
    expect(await rowsOf(id)).toEqual([]);
  });

  it('lets no appointment point across organizations', async () => {
    const other = await new Seed(db).organization();
    const theirs = {
      provider: (await other.providers(1))[0],
      patient: (await other.patients(1))[0],
      facility: await other.facility(),
    };
    const ours = await trio();
    for (const foreign of ['provider', 'patient', 'facility'] as const) {
      const mixed = { ...ours, [foreign]: theirs[foreign], start: at('16:00') };
      await expect(seed.book(mixed)).rejects.toMatchObject({ code: '23503' });
    }
  });
});
