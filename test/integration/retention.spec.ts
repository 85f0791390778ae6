import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { WorkerModule } from '../../src/worker.module.js';
import { Seed } from '../support/seed.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';
import { testEnv } from '../support/test-env.js';
import { eventually } from '../support/worker-world.js';

describe('the retention', () => {
  let database: TestDatabase;
  let db: Client;
  let workers: INestApplicationContext[];
  let seed: Seed;

  beforeEach(async () => {
    workers = [];
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    seed = await new Seed(db).organization();
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await db.end();
    await database.drop();
  });

  /** Three at once: each takes what no other is at. */
  async function startWorkers(): Promise<void> {
    const start = (): Promise<INestApplicationContext> =>
      NestFactory.createApplicationContext(WorkerModule.of(testEnv(database.url, { redisUrl: null })), {
        logger: false,
      });
    workers = await Promise.all([start(), start(), start()]);
  }

  const notHeardOfSince = (ids: readonly string[], months: number): Promise<unknown> =>
    db.query(`UPDATE patient SET updated_at = now() - make_interval(months => $2) WHERE id = ANY ($1)`, [
      ids,
      months,
    ]);

  async function erased(): Promise<string[]> {
    const { rows } = await db.query<{ id: string }>(
      `SELECT id FROM patient WHERE erased_at IS NOT NULL ORDER BY id`,
    );
    return rows.map(({ id }) => id);
  }

  async function oldVisit(patient: string, end: string): Promise<void> {
    const [provider = ''] = await seed.providers(1);
    const id = await seed.book({ patient, provider, start: '2020-01-06T10:00:00Z' });
    await db.query(
      `UPDATE appointment SET start_time = now() + $2::interval, end_time = now() + $2::interval + interval '30 min',
         updated_at = now() - interval '5 years' WHERE id = $1`,
      [id, end],
    );
  }

  async function hasAccount(patient: string): Promise<string> {
    const user = uuidv7();
    await db.query(
      `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash)
       VALUES ($1, $2, 'patient', $3, 'Joy', 'Wanjiru', 'none')`,
      [user, seed.organizationId, `${user}@example.org`],
    );
    await db.query(`UPDATE patient SET user_id = $2 WHERE id = $1`, [patient, user]);
    return user;
  }

  async function signedIn(user: string, daysAgo: number): Promise<void> {
    const id = uuidv7();
    await db.query(
      `INSERT INTO session (id, organization_id, user_id, created_at) VALUES ($1, $2, $3, now() - make_interval(days => $4))`,
      [id, seed.organizationId, user, daysAgo],
    );
    await db.query(
      `INSERT INTO refresh_token (token_hash, session_id, expires_at)
       SELECT uuid_send(id), id, created_at + interval '1 day' FROM session WHERE id = $1`,
      [id],
    );
  }

  it('erases whom the organization has not heard of for as long as it says, once each, and nobody else', async () => {
    const forgotten = await seed.patients(30);
    const [visited = '', expected = '', reader = '', recent = ''] = await seed.patients(4);
    const stranger = await new Seed(db).organization();
    const kept = await stranger.patients(2);
    await oldVisit(forgotten[0] ?? '', '-4 years');
    await oldVisit(visited, '-20 months');
    await oldVisit(expected, '3 days');
    await signedIn(await hasAccount(reader), 300);
    const away = await hasAccount(forgotten[1] ?? '');
    await signedIn(away, 900);
    await notHeardOfSince([...forgotten, visited, expected, reader, ...kept], 30);
    await notHeardOfSince([recent], 23);
    await db.query(`UPDATE organization SET retention_months = 24 WHERE id = $1`, [seed.organizationId]);
    await startWorkers();
    await eventually(async () => expect(await erased()).toEqual([...forgotten].sort()));
    const { rows } = await db.query(
      `SELECT count(*)::int AS events, count(DISTINCT subject_id)::int AS people, min(details ->> 'reason') AS reason,
              count(actor_id)::int AS actors
       FROM event WHERE type = 'patient.erased'`,
    );
    expect(rows).toEqual([{ events: 30, people: 30, reason: 'retention', actors: 0 }]);
  });

  it('still knows, when an organization asks for it later, who signed in last year', async () => {
    const [reader = '', silent = ''] = await seed.patients(2);
    await signedIn(await hasAccount(reader), 200);
    await signedIn(await hasAccount(silent), 900);
    await notHeardOfSince([reader, silent], 30);
    await startWorkers();
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await db.query(`UPDATE organization SET retention_months = 24 WHERE id = $1`, [seed.organizationId]);
    await startWorkers();
    await eventually(async () => expect(await erased()).toContain(silent));
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    expect(await erased()).toEqual([silent]);
  });

  it('erases registrations that nobody let in, after the same time, and no other account', async () => {
    const registered = async (months: number, more: string[] = [], of = seed): Promise<string> => {
      const user = uuidv7();
      await db.query(
        `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash, registration, created_at, updated_at)
         SELECT $1, $2, 'patient', $3, 'Canary', 'Wanjiru', 'none', '{"medical_history": "asthma"}', t, t
         FROM (SELECT now() - make_interval(months => $4) AS t) at`,
        [user, of.organizationId, `canary-${user}@example.org`, months],
      );
      for (const type of more)
        await db.query(
          `INSERT INTO event (id, organization_id, type, subject_type, subject_id, after)
           SELECT gen_random_uuid(), organization_id, $2, 'user', id, to_jsonb(u) FROM user_account u WHERE id = $1`,
          [user, type],
        );
      return user;
    };
    const waiting = [await registered(25, ['user.registered']), await registered(60, ['user.registered'])];
    const signed = await registered(25, ['user.registered']);
    await signedIn(signed, 800);
    const filed = await registered(25, ['user.registered']);
    const [patient = ''] = await seed.patients(1);
    await db.query(`UPDATE patient SET user_id = $2 WHERE id = $1`, [patient, filed]);
    await registered(23, ['user.registered']);
    await registered(25, ['user.registered', 'user.activated', 'user.deactivated']);
    await registered(25);
    await registered(25, ['user.registered'], await new Seed(db).organization());
    await db.query(`UPDATE organization SET retention_months = 24 WHERE id = $1`, [seed.organizationId]);
    await startWorkers();
    const counted = `SELECT (details ->> 'registrations')::int AS registrations FROM event
                     WHERE type = 'organization.retention_applied'`;
    await eventually(async () =>
      expect((await db.query(counted)).rows).toEqual([{ registrations: 1 }, { registrations: 1 }]),
    );
    const gone = await db.query<{ id: string }>(
      `SELECT id FROM user_account WHERE erased_at IS NOT NULL ORDER BY id`,
    );
    expect(gone.rows.map(({ id }) => id)).toEqual([...waiting].sort());
    const said = await db.query(
      `SELECT FROM user_account u JOIN event e ON e.subject_id = u.id
       WHERE u.erased_at IS NOT NULL AND (u::text ~* 'canary|asthma' OR e::text ~* 'canary|asthma')`,
    );
    expect(said.rowCount).toBe(0);
  });

  it('forgets what it always forgets, whoever cannot be erased', async () => {
    const [stuck = ''] = await seed.patients(1);
    await notHeardOfSince([stuck], 30);
    await db.query(`UPDATE organization SET retention_months = 24 WHERE id = $1`, [seed.organizationId]);
    await db.query(`ALTER TABLE patient ADD CONSTRAINT stuck CHECK (erased_at IS NULL)`);
    await db.query(
      `INSERT INTO event (id, organization_id, type, subject_type, occurred_at, relayed_at)
       SELECT gen_random_uuid(), $1, 'session.signed_in', 'user', now() - interval '401 days', now()
       FROM generate_series(1, 6000)`,
      [seed.organizationId],
    );
    const user = await hasAccount((await seed.patients(1))[0] ?? '');
    for (const daysAgo of [200, 100]) await signedIn(user, daysAgo);
    await startWorkers();
    await eventually(async () => {
      expect((await db.query(`SELECT FROM event WHERE type = 'session.signed_in'`)).rowCount).toBe(0);
      expect((await db.query(`SELECT FROM session`)).rowCount).toBe(1);
    });
    expect(await erased()).toEqual([]);
  });

  it('forgets sign-ins and dead sessions after their time, counts them, and leaves every other event', async () => {
    const event = (type: string, days: number, count: number): Promise<unknown> =>
      db.query(
        `INSERT INTO event (id, organization_id, type, subject_type, occurred_at, relayed_at)
         SELECT gen_random_uuid(), $1, $2, 'user', now() - make_interval(days => $3), now() FROM generate_series(1, $4)`,
        [seed.organizationId, type, days, count],
      );
    await event('session.signed_in', 401, 1_500);
    await event('session.signed_in', 399, 1);
    await event('session.token_reused', 4_000, 1);
    await event('patient.read', 4_000, 1);
    const [patient = ''] = await seed.patients(1);
    const user = await hasAccount(patient);
    for (const daysAgo of [300, 200, 100]) await signedIn(user, daysAgo);
    await startWorkers();
    await eventually(async () => {
      const left = await db.query<{ type: string }>(
        `SELECT DISTINCT type FROM event WHERE type <> 'organization.retention_applied' ORDER BY 1`,
      );
      const counted = await db.query(
        `SELECT sum((details ->> 'sign_ins')::int)::int AS sign_ins FROM event WHERE type = 'organization.retention_applied'`,
      );
      const kept = await db.query(`SELECT FROM event WHERE type = 'session.signed_in'`);
      const sessions = await db.query<{ days: number }>(
        `SELECT extract(day FROM now() - created_at)::int AS days FROM session`,
      );
      expect(left.rows.map(({ type }) => type)).toEqual([
        'patient.read',
        'session.signed_in',
        'session.token_reused',
      ]);
      expect([counted.rows, kept.rowCount]).toEqual([[{ sign_ins: 1_500 }], 1]);
      // The last one says when the user was heard of.
      expect(sessions.rows).toEqual([{ days: 100 }]);
    });
  });
});
