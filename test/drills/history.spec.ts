import { freePort } from '../support/api-process.js';
import { DRILL_TIMEOUT_MS, figure, sized } from '../support/drill.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { OwnRedis } from '../support/own-redis.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';
import { complaintsAbout } from './history/checker.js';
import { type Clinic, Clients } from './history/clients.js';
import { Faults } from './history/faults.js';
import { rememberAll, watchCommits } from './history/remember.js';

const CLIENTS = 50;
const DURATION_MS = sized(4_000, 210_000);
/** Of processes, Redis and PostgreSQL, each at least once. */
const LEAST_FAULTS = 3;
const PAUSE_MS = sized(1_000, 6_000);
const OUTAGE_MS = sized(500, 5_000);
const SEED = sized(1, Date.now() % 2 ** 31);
/** Holds last a minute. In the short form none of them ends; in full, the sweeper comes by all of them. */
const ENDING_SOON = sized('1 second', '2 minutes');
const HOLDS_END_WITHIN_S = 90;

/**
 * D10: for minutes, people do anything to visits, over two API processes, while everything dies and comes back. Then
 * what they were told is held against what the database has, at every instant of the whole history.
 */
describe('D10 history', () => {
  let postgres: OwnPostgres;
  let redis: OwnRedis;
  let world: ProcessWorld;
  let faults: Faults;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    redis = new OwnRedis(await freePort());
    await redis.start();
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'fatal' };
    world = await ProcessWorld.open({ apis: 2, databaseUrl: postgres.url, env });
    await watchCommits(world.db);
    faults = new Faults({ world, postgres, redis }, OUTAGE_MS);
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await faults.stop();
    await world.close();
    await redis.kill();
    await postgres.close();
  }, DRILL_TIMEOUT_MS);

  async function openClinic(): Promise<Clinic> {
    const { seed } = world;
    return {
      providers: await seed.providers(8),
      patients: await seed.patients(14),
      facilities: [await seed.facility(1), await seed.facility(3), await seed.facility(null), null],
      topics: [await seed.topic(30, 5, 10), null],
    };
  }

  it(
    `is one in which every promise was kept (seed ${SEED})`,
    async () => {
      const clients = new Clients(world, await world.signIn('admin'), await openClinic(), SEED);
      const started = Date.now();
      let isOver = false;
      const wishing = clients.run(CLIENTS, () => isOver);
      await faults.run(PAUSE_MS, DURATION_MS, LEAST_FAULTS);
      isOver = true;
      await wishing;
      const seconds = Math.round((Date.now() - started) / 1_000);
      await eventually(async () => {
        const held = await world.db.query(
          `SELECT FROM appointment WHERE status = 'proposed' AND hold_expires_at < now() + $1::interval`,
          [ENDING_SOON],
        );
        expect(held.rowCount).toBe(0);
      }, HOLDS_END_WITHIN_S);

      const history = await rememberAll(world.db, clients);
      expect(clients.surprises).toEqual([]);
      expect(complaintsAbout(history)).toEqual([]);
      // It was no quiet history.
      for (const outcome of ['done', 'refused', 'unknown'])
        expect(countOf(clients, outcome)).toBeGreaterThan(5);

      const told = ['done', 'refused', 'unknown'].map((outcome) => `${countOf(clients, outcome)} ${outcome}`);
      const inflicted = [...faults.counts].map(([name, times]) => `${times} × ${name}`);
      figure(
        'D10',
        `${seconds} s, ${CLIENTS} clients, seed ${SEED}: ${clients.asked.length} wishes (${told.join(', ')}), ${history.events.length} events, ${inflicted.join(', ')}: 0 complaints`,
      );
    },
    DRILL_TIMEOUT_MS,
  );
});

function countOf({ asked }: Clients, outcome: string): number {
  return asked.filter((each) => each.outcome === outcome).length;
}
