import { Client } from 'pg';
import { type ApiProcess, freePort, startApi } from '../support/api-process.js';
import { Seed } from '../support/seed.js';
import { seedToken } from '../support/sign-in.js';
import { createDatabase, redisUrl, type TestDatabase } from '../support/test-database.js';
import { at, dayAhead } from '../support/dates.js';

const TIMEOUT_MS = 300_000;
const isFull = process.env['DRILL_SCALE'] === 'full';
const BOOKINGS = isFull ? 1_000 : 200;
const KILLS = isFull ? 5 : 2;
const CLIENTS = 50;
const SLOT_MS = 30 * 60_000;

interface Answer {
  status: number;
  isReplay: boolean;
  body: { id?: string; code?: string };
}

describe('D2 and D3, booking with an Idempotency-Key', () => {
  let database: TestDatabase;
  let db: Client;
  let seed: Seed;
  let api: ApiProcess;
  let env: Record<string, string>;
  let admin: string;
  let staff: string;

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    seed = await new Seed(db).organization('default');
    env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      JWT_SECRET: 'a secret that is only used by drills',
      RATE_LIMIT_PER_MINUTE: '0',
      PORT: String(await freePort()),
      LOG_LEVEL: 'fatal',
    };
    api = await startApi(env);
    admin = await seedToken(db, seed.organizationId, api.url, 'admin');
    staff = await seedToken(db, seed.organizationId, api.url, 'staff');
  }, TIMEOUT_MS);

  afterAll(async () => {
    await api.stop();
    await db.end();
    await database.drop();
  }, TIMEOUT_MS);

  async function book(token: string, key: string, body: object): Promise<Answer> {
    const response = await fetch(`${api.url}/api/v1/appointments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    const isReplay = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, isReplay, body: (await response.json()) as Answer['body'] };
  }

  async function newBooking(): Promise<{ provider_id: string; patient_id: string; start_time: string }> {
    const [provider_id = ''] = await seed.providers(1);
    const [patient_id = ''] = await seed.patients(1);
    return { provider_id, patient_id, start_time: at('09:00') };
  }

  const countOf = async (providerId: string): Promise<number> => {
    const found = await db.query('SELECT FROM appointment WHERE provider_id = $1', [providerId]);
    return found.rowCount ?? 0;
  };

  it('D3: gives 50 at once with one key one row and the same answer', async () => {
    const body = await newBooking();
    const answers = await Promise.all(Array.from({ length: CLIENTS }, () => book(admin, 'fifty', body)));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(await countOf(body.provider_id)).toBe(1);
  });

  it('D3: replays, refuses another body, keeps users apart, and is new after a day', async () => {
    const body = await newBooking();
    const first = await book(admin, 'one', body);
    expect(await book(admin, 'one', body)).toEqual({ ...first, isReplay: true });
    expect(await book(admin, 'one', { ...body, start_time: at('10:00') })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect(await book(staff, 'one', body)).toMatchObject({
      status: 409,
      isReplay: false,
      body: { code: 'booking_conflict' },
    });
    await db.query(
      `UPDATE idempotency_key SET created_at = created_at - interval '25 hours' WHERE key = 'one'`,
    );
    expect(await book(admin, 'one', body)).toMatchObject({ status: 409, isReplay: false });
    expect(await countOf(body.provider_id)).toBe(1);
  });

  it('D3: keeps nothing of a request that was wrong', async () => {
    const body = await newBooking();
    expect(await book(admin, 'typo', { ...body, start_time: 'tomorrow' })).toMatchObject({ status: 400 });
    expect(await book(admin, 'typo', body)).toMatchObject({ status: 201, isReplay: false });
    expect((await book(admin, 'x'.repeat(256), body)).status).toBe(400);
  });

  it(
    'D2: keeps what was acknowledged, once, while the API is killed again and again',
    async () => {
      const providers = await seed.providers(CLIENTS);
      const patients = await seed.patients(CLIENTS);
      let done = 0;
      const acknowledged: string[] = [];

      async function client(n: number): Promise<void> {
        for (let visit = 0; visit < BOOKINGS / CLIENTS; visit++) {
          const start_time = new Date(Date.parse(at('00:00', dayAhead(7))) + visit * SLOT_MS).toISOString();
          const body = {
            provider_id: providers[n],
            patient_id: patients[n],
            start_time,
            duration_minutes: 30,
          };
          const answer = await retry(() => book(admin, `client ${n} visit ${visit}`, body));
          expect(answer.status).toBe(201);
          acknowledged.push(answer.body.id ?? '');
          done++;
        }
      }

      async function killer(): Promise<void> {
        for (let kill = 1; kill <= KILLS; kill++) {
          while (done < (BOOKINGS * kill) / (KILLS + 1)) await pause(2);
          await api.stop('SIGKILL');
          api = await startApi(env);
        }
      }

      await Promise.all([killer(), ...Array.from({ length: CLIENTS }, (_, n) => client(n))]);
      const rows = await db.query<{ id: string; events: string }>(
        `SELECT a.id, count(e.id) AS events FROM appointment a LEFT JOIN event e ON e.subject_id = a.id
       WHERE a.provider_id = ANY ($1) GROUP BY a.id`,
        [providers],
      );
      expect(rows.rows.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
      expect(acknowledged).toHaveLength(BOOKINGS);
      expect(rows.rows.every(({ events }) => Number(events) === 1)).toBe(true);
      process.stderr.write(
        `\nD2: ${BOOKINGS} bookings by ${CLIENTS} clients, ${KILLS} kills: each there once, one event each\n`,
      );
    },
    TIMEOUT_MS,
  );
});

/** What a client does when the connection breaks or the service is away: the same again, a little later. */
async function retry(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      const answer = await send();
      if (answer.status < 500) return answer;
    } catch {
      // The connection broke: nobody knows whether it was done, which is what the key is for.
    }
    await pause(20);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
