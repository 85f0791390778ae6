import { once } from 'node:events';
import { Client } from 'pg';
import { type ApiProcess, startApi } from '../support/api-process.js';
import { figure, sized } from '../support/drill.js';
import { Seed } from '../support/seed.js';
import { seedToken } from '../support/sign-in.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

const CONNECTIONS = 16;
const LONGEST_STOP_MS = 10_000;

/** D16: a deployment stops the API at load. */
describe('D16 a clean stop', () => {
  let database: TestDatabase;
  let db: Client;
  let seed: Seed;
  let api: ApiProcess;
  let token: string;

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    seed = await new Seed(db).organization('default');
    api = await startApi({ DATABASE_URL: database.url, JWT_SECRET: 'a secret that is only used by drills' });
    token = await seedToken(db, seed.organizationId, api.url, 'staff');
  });

  afterAll(async () => {
    await api.stop();
    await db.end();
    await database.drop();
  });

  it('fails no request in flight, goes within ten seconds, and forgets no read of a record', async () => {
    const patients = await seed.patients(CONNECTIONS);
    let stopping = false;
    let answered = 0;
    const failures: string[] = [];

    async function reader(patient: string): Promise<void> {
      while (!stopping) {
        const wasStopping = stopping;
        try {
          const response = await fetch(`${api.url}/api/v1/patients/${patient}`, {
            headers: { authorization: `Bearer ${token}` },
          });
          if (response.status === 200) answered++;
          else if (!(response.status === 503 && stopping)) failures.push(String(response.status));
          await response.arrayBuffer();
        } catch (error) {
          // A connection that is refused after the stop was never in flight.
          if (!stopping || wasStopping) failures.push(String(error));
          else if (!isRefusal(error)) failures.push(JSON.stringify(causeOf(error)));
        }
      }
    }

    const load = Promise.all(patients.map(reader));
    while (answered < sized(300, 3_000)) await new Promise((resolve) => setTimeout(resolve, 5));
    const gone = once(api.child, 'exit');
    const asked = performance.now();
    stopping = true;
    api.child.kill('SIGTERM');
    await load;
    const [code] = (await gone) as [number];
    const goneAfter = performance.now() - asked;
    expect(failures).toEqual([]);
    expect(code).toBe(0);
    expect(goneAfter).toBeLessThan(LONGEST_STOP_MS);
    const logged = await db.query(`SELECT FROM event WHERE type = 'patient.read'`);
    expect(logged.rowCount).toBe(answered);
    figure(
      'D16',
      `${answered} answered, ${failures.length} in-flight requests failed, gone after ${Math.round(goneAfter)} ms`,
    );
  });
});

function causeOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? error.message) : error;
}

function isRefusal(error: unknown): boolean {
  const cause = causeOf(error);
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED';
}
