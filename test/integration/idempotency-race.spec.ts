import { ANSWER_TIMES } from '../../src/platform/http/answer-time.js';
import { IdempotencyRepository } from '../../src/platform/http/idempotency.repository.js';
import { Clinic } from '../support/clinic.js';
import { at } from '../support/dates.js';
import type { Answer } from '../support/http-client.js';

describe('two requests with one key', () => {
  let clinic: Clinic;

  beforeAll(async () => {
    clinic = await Clinic.open();
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await clinic.close();
  });

  it('hear the same, also when the second one gets in before the refusal of the first is kept', async () => {
    const inTheWay = await clinic.newBooking();
    const { provider_id, start_time } = inTheWay;
    const { id: patient_id } = await clinic.newPatient();
    const book = (): Promise<Answer> =>
      clinic.staff.post(
        '/appointments',
        { provider_id, patient_id, start_time },
        { 'idempotency-key': 'one key for both' },
      );

    const keys = clinic.world.app.get(IdempotencyRepository, { strict: false });
    const claim = keys.claim.bind(keys);
    let claims = 0;
    let second: Answer | undefined;
    jest.spyOn(keys, 'claim').mockImplementation(async (tx, key) => {
      // The first request was refused, and is about to keep that.
      if (++claims === 2) {
        await clinic.staff.post(`/appointments/${inTheWay.id}/cancel`, { reason_code: 'other' });
        second = await book();
      }
      return claim(tx, key);
    });

    const first = await book();
    expect(second?.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBe('true');
    expect([first.status, first.body]).toEqual([201, second?.body]);
    expect(await book()).toMatchObject({ status: 201, body: second?.body });
  });
});

describe('a request with a key that was given up', () => {
  const { usualMs } = ANSWER_TIMES;
  let clinic: Clinic;

  beforeAll(async () => {
    clinic = await Clinic.open();
    ANSWER_TIMES.usualMs = 300;
  });

  afterAll(async () => {
    ANSWER_TIMES.usualMs = usualMs;
    await clinic.close();
  });

  it('has done nothing, and does it when it is asked again', async () => {
    const { id: patient_id } = await clinic.newPatient();
    const { id: provider_id } = await clinic.newProvider();
    const book = (): Promise<Answer> =>
      clinic.staff.post(
        '/appointments',
        { provider_id, patient_id, start_time: at('15:00') },
        { 'idempotency-key': 'patience' },
      );
    const inTheWay = clinic.world.database.manager.dataSource.createQueryRunner();
    await inTheWay.startTransaction();
    await inTheWay.query('SELECT 1 FROM provider WHERE id = $1 FOR UPDATE', [provider_id]);
    expect((await book()).status).toBe(503);
    await inTheWay.rollbackTransaction();
    await inTheWay.release();
    ANSWER_TIMES.usualMs = usualMs;
    const again = await book();
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect((await clinic.staff.get(`/appointments?patient_id=${patient_id}`)).body.count).toBe(1);
  });
});
