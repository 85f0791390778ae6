import type { JsonBody } from '../support/http-client.js';
import { type Person, World } from '../support/world.js';

let world: World;
let admin: Person;
let staff: Person;
let otherAdmin: Person;

beforeAll(async () => {
  world = await World.open();
  admin = await world.signIn('admin');
  staff = await world.signIn('staff');
  otherAdmin = await world.signIn('admin', { organization_id: world.otherOrganizationId });
});

afterAll(() => world.close());

const name = { first_name: 'Amina', last_name: 'Odhiambo' };

async function make(fields: object, by = staff): Promise<JsonBody> {
  const answer = await by.post('/patients', { ...name, ...fields });
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('a user who is activated', () => {
  it('gets a file of what they said when they registered', async () => {
    const person = await world.signIn('patient', {
      first_name: 'Neema',
      last_name: 'Juma',
      national_id: 'N-1',
      phone_number: '+255711222333',
      registration: { date_of_birth: '2001-09-11', sex: 'female', medical_history: 'None.' },
    });
    const file = (await staff.get(`/patients/${person.me.patient_id}`)).body;
    expect(file).toMatchObject({
      user_id: person.me.id,
      full_name: 'Neema Juma',
      national_id: 'N-1',
      phone_number: '+255711222333',
      email: person.me.email,
      date_of_birth: '2001-09-11',
      sex: 'female',
      medical_history: 'None.',
      is_active: true,
    });
    expect(await world.eventsOf(file.id as string)).toEqual(['patient.created']);
  });

  it('takes over the file that the clinic keeps under their national ID, which outweighs what they said', async () => {
    const kept = await make({ national_id: 'N-2', medical_history: 'Malaria in 2020.', is_active: false });
    const person = await world.signIn('patient', {
      first_name: 'Other',
      national_id: 'n-2',
      registration: { date_of_birth: '1999-01-02', medical_history: 'None.' },
    });
    expect(person.me.patient_id).toBe(kept.id);
    expect((await staff.get(`/patients/${kept.id}`)).body).toMatchObject({
      ...name,
      uhid: kept.uhid,
      user_id: person.me.id,
      date_of_birth: '1999-01-02',
      email: person.me.email,
      medical_history: 'Malaria in 2020.',
      is_active: true,
    });
  });

  it('takes over nothing of another organization', async () => {
    const theirs = await make({ national_id: 'N-3' }, otherAdmin);
    const person = await world.signIn('patient', { national_id: 'N-3' });
    expect(person.me.patient_id).not.toBe(theirs.id);
  });

  it('is switched off and on with the user', async () => {
    const person = await world.signIn('patient');
    const path = `/patients/${person.me.patient_id}`;
    const user = `/users/${person.me.id}`;
    expect((await admin.post(`${user}/deactivate`)).status).toBe(200);
    expect((await staff.get(path)).body).toMatchObject({ is_active: false, version: 2 });
    expect((await admin.post(`${user}/activate`)).status).toBe(200);
    expect((await staff.get(path)).body).toMatchObject({ is_active: true, version: 3 });
  });
});
