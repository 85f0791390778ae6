import { IdempotencyRepository } from '../../src/platform/http/idempotency.repository.js';
import { Clinic } from '../support/clinic.js';
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
