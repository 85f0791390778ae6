import { Client } from 'pg';
import { DEMO_ACCOUNTS } from '../../src/demo/demo-accounts.js';
import { DEMO } from '../../src/demo/load-demo.js';
import { setUp } from '../../src/setup/set-up.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';
import { testEnv } from '../support/test-env.js';

describe('the demo data', () => {
  let database: TestDatabase;
  let db: Client;
  const said: string[] = [];
  const tell = (line: string) => void said.push(line);

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    await setUp(testEnv(database.url, { demoData: true, redisUrl: null }), tell, DEMO);
  });

  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  async function count(what: string): Promise<number> {
    const { rows } = await db.query<{ n: string }>(`SELECT count(*) AS n FROM ${what}`);
    return Number(rows[0]?.n);
  }

  it('is a clinic with people who sign in, and visits in every status', async () => {
    expect(said).toContain('loaded the demo data');
    expect(await count('facility')).toBe(3);
    expect(await count('provider')).toBe(8);
    expect(await count('patient')).toBe(20);
    expect(await count('appointment')).toBeGreaterThan(40);
    const { rows } = await db.query<{ status: string }>('SELECT DISTINCT status FROM appointment');
    expect(rows).toHaveLength(9);
    const users = await db.query(
      `SELECT role, email, national_id, first_name || ' ' || last_name AS name FROM user_account WHERE is_active
       ORDER BY array_position(ARRAY['admin', 'staff', 'provider', 'patient'], role)`,
    );
    expect(users.rows).toEqual(DEMO_ACCOUNTS.map(({ password: _, ...account }) => account));
    expect(
      await count(`user_account u JOIN provider p ON p.user_id = u.id WHERE p.first_name = 'Wanjiru'`),
    ).toBe(1);
    expect(
      await count(`user_account u JOIN patient p ON p.user_id = u.id WHERE p.first_name = 'Amina'`),
    ).toBe(1);
  });

  it('holds the time of every visit that blocks, and has a history behind each', async () => {
    const blocking = `appointment a WHERE status_blocks_time(a.status)`;
    const holders = await count(`(SELECT DISTINCT appointment_id FROM occupancy) o`);
    expect(holders).toBe(await count(blocking));
    expect(
      await count(
        `appointment a WHERE a.version <> (SELECT count(*) FROM event e WHERE e.subject_id = a.id)
           OR a.status <> (SELECT e.after ->> 'status' FROM event e WHERE e.subject_id = a.id ORDER BY e.id DESC LIMIT 1)`,
      ),
    ).toBe(0);
    expect(await count(`event WHERE occurred_at > now()`)).toBe(0);
    expect(await count(`appointment WHERE status = 'scheduled' AND end_time < now()`)).toBe(1);
  });

  it('writes to nobody but those of the two new bookings, and to no real address', async () => {
    const { rows } = await db.query('SELECT type FROM event WHERE relayed_at IS NULL');
    expect(rows).toEqual([{ type: 'appointment.created' }, { type: 'appointment.created' }]);
    expect(await count(`patient WHERE email NOT LIKE '%@example.org'`)).toBe(0);
    expect(await count(`provider WHERE email NOT LIKE '%@example.org'`)).toBe(0);
  });

  it('is not loaded again, nor into a clinic that has begun', async () => {
    const before = await count('event');
    await setUp(testEnv(database.url, { demoData: true, redisUrl: null }), tell, DEMO);
    expect(await count('event')).toBe(before);
  });

  it('leaves an organization its own first admin', async () => {
    const other = await createDatabase();
    const firstAdmin = { email: 'root@example.com', password: 'the first password', national_id: null };
    await setUp(testEnv(other.url, { demoData: true, redisUrl: null, firstAdmin }), tell, DEMO);
    const client = new Client({ connectionString: other.url });
    await client.connect();
    const { rows } = await client.query(`SELECT email FROM user_account WHERE role = 'admin'`);
    await client.end();
    await other.drop();
    expect(rows).toEqual([{ email: 'root@example.com' }]);
  });
});
