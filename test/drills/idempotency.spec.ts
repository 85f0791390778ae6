import { ask } from '../support/api-client.js';
import { at } from '../support/dates.js';
import { DRILL_TIMEOUT_MS, figure, sized } from '../support/drill.js';
import type { JsonBody } from '../support/http-client.js';
import { ProcessWorld } from '../support/process-world.js';

const AT_ONCE = 50;
const ROUNDS = sized(2, 20);

interface Told {
  status: number;
  isReplay: boolean;
  body: JsonBody;
}

describe('D3 idempotency', () => {
  let world: ProcessWorld;
  let admin: string;
  let staff: string;

  beforeAll(async () => {
    world = await ProcessWorld.open({ apis: 2 });
    admin = await world.signIn('admin');
    staff = await world.signIn('staff');
  }, DRILL_TIMEOUT_MS);

  afterAll(() => world.close(), DRILL_TIMEOUT_MS);

  async function book(token: string, key: string, body: object, api = 0): Promise<Told> {
    const headers = { 'idempotency-key': key };
    const answer = await ask(world.url(api), '/appointments', { token, body, headers });
    const isReplay = answer.headers.get('idempotency-replayed') === 'true';
    return { status: answer.status, isReplay, body: answer.body };
  }

  async function newBooking(): Promise<{ provider_id: string; patient_id: string; start_time: string }> {
    const [provider_id = ''] = await world.seed.providers(1);
    const [patient_id = ''] = await world.seed.patients(1);
    return { provider_id, patient_id, start_time: at('09:00') };
  }

  async function countOf(providerId: string): Promise<number> {
    const found = await world.db.query('SELECT FROM appointment WHERE provider_id = $1', [providerId]);
    return found.rowCount ?? 0;
  }

  it(
    'gives many at once with one key one row and the same answer, at two processes',
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const body = await newBooking();
        const ofOneKey = Array.from({ length: AT_ONCE }, (_, n) => book(admin, `round ${round}`, body, n));
        const answers = await Promise.all(ofOneKey);
        expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
        expect(answers[0]?.status).toBe(201);
        expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
        expect(await countOf(body.provider_id)).toBe(1);
      }
      figure('D3', `${AT_ONCE} at once with one key × ${ROUNDS}: one row, one answer, each time`);
    },
    DRILL_TIMEOUT_MS,
  );

  it('replays, refuses another body, keeps users apart, and is new after a day', async () => {
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
    await world.db.query(
      `UPDATE idempotency_key SET created_at = created_at - interval '25 hours' WHERE key = 'one'`,
    );
    expect(await book(admin, 'one', body)).toMatchObject({ status: 409, isReplay: false });
    expect(await countOf(body.provider_id)).toBe(1);
  });

  it('keeps nothing of a request that was wrong', async () => {
    const body = await newBooking();
    expect(await book(admin, 'typo', { ...body, start_time: 'tomorrow' })).toMatchObject({ status: 400 });
    expect(await book(admin, 'typo', body)).toMatchObject({ status: 201, isReplay: false });
    expect((await book(admin, 'x'.repeat(256), body)).status).toBe(400);
  });
});
