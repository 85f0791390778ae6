import { FacilityRepository } from '../../src/facilities/facility.repository.js';
import { PatientRepository } from '../../src/patients/patient.repository.js';
import { ProviderRepository } from '../../src/providers/provider.repository.js';
import { TopicRepository } from '../../src/topics/topic.repository.js';
import type { JsonBody } from '../support/http-client.js';
import { type Person, World } from '../support/world.js';
import { at } from '../support/dates.js';

/** Longer than any booking takes, shorter than the database lets anybody wait for a lock. */
const SOON_MS = 3_000;

describe('locks on the directory', () => {
  let world: World;
  let admin: Person;
  let booking: JsonBody;

  beforeAll(async () => {
    world = await World.open();
    admin = await world.signIn('admin');
    const made = async (path: string, body: object): Promise<string> =>
      (await admin.post(path, body)).body.id as string;
    const names = { first_name: 'Amina', last_name: 'Otieno' };
    booking = {
      facility_id: await made('/facilities', { name: 'Hope', code: 'HOPE', timezone: 'UTC' }),
      topic_ids: [await made('/topics', { name: 'Checkup', duration_minutes: 20 })],
      patient_id: await made('/patients', names),
      provider_id: await made('/providers', { ...names, kind: 'doctor' }),
    };
  });

  afterAll(() => world.close());

  const rows = (): [
    FacilityRepository | TopicRepository | PatientRepository | ProviderRepository,
    string,
  ][] => {
    const of = <T>(type: new (...args: never[]) => T): T => world.app.get(type, { strict: false });
    return [
      [of(FacilityRepository), booking.facility_id],
      [of(TopicRepository), booking.topic_ids[0]],
      [of(PatientRepository), booking.patient_id],
      [of(ProviderRepository), booking.provider_id],
    ];
  };

  async function book(start_time: string): Promise<number | 'waits'> {
    const late = new Promise<'waits'>((resolve) => setTimeout(resolve, SOON_MS, 'waits').unref());
    const booked = admin.post('/appointments', { ...booking, start_time }).then(({ status }) => status);
    return Promise.race([booked, late]);
  }

  it('lets bookings through while somebody changes facility, topic, patient and provider', async () => {
    await world.database.transaction(async (tx) => {
      for (const [repository, id] of rows())
        expect(await repository.findByIdForUpdate(tx, world.organizationId, id)).not.toBeNull();
      expect(await book(at('10:00'))).toBe(201);
    });
  });

  it('makes a booking wait for whoever removes what it refers to', async () => {
    let waiting: Promise<number | 'waits'> | undefined;
    await world.database.transaction(async (tx) => {
      const [facility] = rows();
      await facility?.[0].findByIdForRemoval(tx, world.organizationId, facility[1]);
      waiting = book(at('12:00'));
      const first = await Promise.race([
        waiting,
        new Promise((resolve) => setTimeout(resolve, 300, 'still waits')),
      ]);
      expect(first).toBe('still waits');
    });
    expect(await waiting).toBe(201);
  });
});
