import { ask } from '../support/api-client.js';
import { at, dayAhead } from '../support/dates.js';
import { DRILL_TIMEOUT_MS, figure, sized } from '../support/drill.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { ProcessWorld } from '../support/process-world.js';

const CLIENTS = 4;
const VISITS = sized(10, 100);
const SLOT_MS = 30 * 60_000;

/** Lists and availability come from a streaming replica, and whoever wrote something finds it there. */
describe('a read replica', () => {
  let primary: OwnPostgres;
  let replica: OwnPostgres;
  let world: ProcessWorld;
  let token: string;
  let days = 0;

  beforeAll(async () => {
    primary = await OwnPostgres.start();
    replica = await primary.makeReplica();
    const env = { DATABASE_REPLICA_URL: replica.url, LOG_LEVEL: 'fatal' };
    world = await ProcessWorld.open({ apis: 2, databaseUrl: primary.url, env });
    token = await world.signIn('admin');
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await replica.close();
    await primary.close();
  }, DRILL_TIMEOUT_MS);

  /** Each client books through one process, then looks through the other. @returns how often they did not see it */
  async function bookAndLook(): Promise<number> {
    const providers = await world.seed.providers(CLIENTS);
    const patients = await world.seed.patients(CLIENTS);
    const firstDay = Date.parse(at('00:00', dayAhead(++days * 30)));
    let unseen = 0;

    async function client(n: number): Promise<void> {
      for (let visit = 0; visit < VISITS; visit++) {
        const start_time = new Date(firstDay + visit * SLOT_MS).toISOString();
        const body = { provider_id: providers[n], patient_id: patients[n], start_time };
        const booked = await ask(world.url(n), '/appointments', { token, body });
        expect(booked.status).toBe(201);
        const path = `/appointments?patient_id=${patients[n]}&ordering=-created_at&page_size=1`;
        const listed = await ask(world.url(n + 1), path, { token });
        if (listed.body.results[0]?.id !== booked.body.id) unseen++;
      }
    }

    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
    return unseen;
  }

  /** Whether the last that a connection asked the replica was for a list, and not how fresh it is. */
  const readsThere = async (): Promise<boolean> => {
    const asked = await replica.ask(
      `SELECT FROM pg_stat_activity WHERE application_name = 'kept-replica' AND query LIKE '%FROM appointment%'`,
    );
    return asked.length > 0;
  };

  /** Goes on until lists come from the replica; it is left alone for some seconds after it was behind or away. */
  async function untilReadThere(): Promise<number> {
    let lookedUp = 0;
    do {
      expect(await bookAndLook()).toBe(0);
      lookedUp += CLIENTS * VISITS;
    } while (!(await readsThere()));
    return lookedUp;
  }

  it('answers lists, and shows everybody what was written a moment ago', async () => {
    const lookedUp = await untilReadThere();
    figure('replica', `${lookedUp} bookings looked up at once through another process: 0 unseen`);
  });

  it('is passed over while it is behind', async () => {
    await replica.ask('SELECT pg_wal_replay_pause()');
    expect(await bookAndLook()).toBe(0);
    await replica.ask('SELECT pg_wal_replay_resume()');
  });

  it('may die and come back, and nobody notices', async () => {
    const load = bookAndLook();
    await replica.stop('SIGQUIT');
    expect(await load).toBe(0);
    await replica.start();
    await untilReadThere();
  });

  it('is not read from any more once it is a primary of its own', async () => {
    await replica.ask('SELECT pg_promote()');
    expect(await bookAndLook()).toBe(0);
  });
});
