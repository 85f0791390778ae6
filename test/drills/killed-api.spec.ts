import { at, dayAhead } from '../support/dates.js';
import { type ApiAnswer, ask } from '../support/api-client.js';
import { DRILL_TIMEOUT_MS, figure, pause, sized } from '../support/drill.js';
import { ProcessWorld } from '../support/process-world.js';

const BOOKINGS = sized(200, 1_000);
const KILLS = sized(2, 5);
const CLIENTS = 50;
const SLOT_MS = 30 * 60_000;

describe('D2 what was acknowledged is kept, once', () => {
  let world: ProcessWorld;
  let token: string;

  beforeAll(async () => {
    world = await ProcessWorld.open({ env: { LOG_LEVEL: 'fatal' } });
    token = await world.signIn('admin');
  }, DRILL_TIMEOUT_MS);

  afterAll(() => world.close(), DRILL_TIMEOUT_MS);

  it(
    'while the API is killed again and again, and clients ask again with the same Idempotency-Key',
    async () => {
      const providers = await world.seed.providers(CLIENTS);
      const patients = await world.seed.patients(CLIENTS);
      const acknowledged: string[] = [];

      async function client(n: number): Promise<void> {
        for (let visit = 0; visit < BOOKINGS / CLIENTS; visit++) {
          const start_time = new Date(Date.parse(at('00:00', dayAhead(7))) + visit * SLOT_MS).toISOString();
          const body = { provider_id: providers[n], patient_id: patients[n], start_time };
          const headers = { 'idempotency-key': `client ${n} visit ${visit}` };
          const answer = await retry(() => ask(world.url(), '/appointments', { token, body, headers }));
          expect(answer.status).toBe(201);
          acknowledged.push(String(answer.body.id));
        }
      }

      async function killer(): Promise<void> {
        for (let kill = 1; kill <= KILLS; kill++) {
          while (acknowledged.length < (BOOKINGS * kill) / (KILLS + 1)) await pause(2);
          await world.killAndRestart();
        }
      }

      await Promise.all([killer(), ...Array.from({ length: CLIENTS }, (_, n) => client(n))]);
      const { rows } = await world.db.query<{ id: string; events: number }>(
        `SELECT a.id, count(e.id)::int AS events FROM appointment a LEFT JOIN event e ON e.subject_id = a.id
         WHERE a.provider_id = ANY ($1) GROUP BY a.id`,
        [providers],
      );
      expect(acknowledged).toHaveLength(BOOKINGS);
      expect(rows.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
      expect(rows.every(({ events }) => events === 1)).toBe(true);
      figure(
        'D2',
        `${BOOKINGS} bookings by ${CLIENTS} clients, ${KILLS} × kill -9: each there once, one event each`,
      );
    },
    DRILL_TIMEOUT_MS,
  );
});

/** What a client does when the connection breaks or the service is away: the same again, a little later. */
async function retry(send: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
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
