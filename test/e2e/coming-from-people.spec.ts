import { Clinic, made } from '../support/clinic.js';
import { type Answer, HttpClient, type JsonBody } from '../support/http-client.js';
import { idsOf } from '../support/world.js';
import { at, begin, day } from './coming-from.world.js';

/** Walks the flows of the other two documents that docs/coming-from.md maps: there, people register and book themselves. */
describe('coming from, with people who sign up', () => {
  let here: Clinic;

  beforeAll(async () => {
    here = await Clinic.open();
  });

  afterAll(() => here.close());

  describe('S3, the clinic booking system', () => {
    const anyone = (): HttpClient => new HttpClient(here.world.app);
    const password = 'Boonerd#2026';
    const register = (role: string, national_id: string, more: object = {}): Promise<Answer> =>
      anyone().post('/auth/register', {
        role,
        national_id,
        password,
        email: `ID${national_id}@example.org`,
        first_name: 'Ruben',
        last_name: 'Hoppe',
        phone_number: `+2547${national_id}`,
        ...more,
      });
    const logIn = (identifier: string): Promise<Answer> =>
      anyone().post('/auth/login', { identifier, password });

    async function activated(role: string, national_id: string, more: object = {}): Promise<HttpClient> {
      const { id } = await made(register(role, national_id, more));
      expect((await logIn(national_id)).body.code).toBe('account_inactive');
      expect((await here.admin.post(`/users/${id}/activate`)).body.is_active).toBe(true);
      return anyone().as((await logIn(national_id)).body.access_token);
    }

    it('register, wait, be activated, get a profile, toggle availability, book, cancel', async () => {
      const doctor = await activated('provider', '85852361', { kind: 'doctor' });
      const patient = await activated('patient', '85852362', { date_of_birth: '2000-01-01' });
      const { provider_id } = (await doctor.get('/auth/me')).body;
      const { patient_id } = (await patient.get('/auth/me')).body;
      expect((await doctor.get(`/patients/${patient_id}`)).body).toMatchObject({
        age: expect.any(Number),
        medical_history: '',
        national_id: '85852362',
      });
      expect(idsOf((await patient.get('/providers?kind=doctor&search=ruben')).body)).toEqual([provider_id]);

      const asked = { provider_id, start_time: `${day(26)}T08:00:00+03:00` };
      const toggle = (accepts_bookings: boolean): Promise<Answer> =>
        doctor.post(`/providers/${provider_id}/availability`, { accepts_bookings });
      expect((await toggle(false)).body.accepts_bookings).toBe(false);
      const refused = await patient.post('/appointments', asked);
      expect([refused.status, refused.body.code]).toEqual([409, 'provider_unavailable']);
      await toggle(true);
      const booked = await made(patient.post('/appointments', asked));
      expect(booked).toMatchObject({ status: 'scheduled', patient_id, start_time: at('05:00', 26) });
      expect(idsOf((await patient.get('/appointments/upcoming')).body)).toEqual([booked.id]);
      expect(idsOf((await doctor.get('/appointments')).body)).toEqual([booked.id]);
      expect((await patient.post(`/appointments/${booked.id}/cancel`)).body.status).toBe('cancelled');

      const late = await made(patient.post('/appointments', asked));
      await begin(here, late.id);
      expect((await patient.post(`/appointments/${late.id}/cancel`)).body.code).toBe('too_late');
      expect((await doctor.post(`/appointments/${late.id}/complete`)).body.status).toBe('completed');
    });

    it('signs tokens with email, role and expiry, for an hour', async () => {
      await activated('patient', '85852363');
      const { access_token, expires_in } = (await logIn('85852363')).body;
      const [, payload = ''] = String(access_token).split('.');
      const claims: JsonBody = JSON.parse(Buffer.from(payload, 'base64url').toString());
      expect(claims).toMatchObject({ email: 'id85852363@example.org', role: 'patient' });
      expect([claims.exp - claims.iat, expires_in]).toEqual([3600, 3600]);
    });

    it('keeps national ID, email and phone number unique, and admins at two', async () => {
      await made(register('patient', '85852364'));
      const again = async (more: object): Promise<string[]> => {
        const { status, body } = await register('patient', '85852365', more);
        return [String(status), ...Object.keys(body.errors)];
      };
      expect(await again({ national_id: '85852364' })).toEqual(['409', 'national_id']);
      expect(await again({ email: 'id85852364@EXAMPLE.org' })).toEqual(['409', 'email']);
      expect(await again({ phone_number: '+254 785 852 364' })).toEqual(['409', 'phone_number']);
      await activated('admin', '85852366');
      const third = await made(register('admin', '85852367'));
      const refused = await here.admin.post(`/users/${third.id}/activate`);
      expect([refused.status, refused.body.code]).toEqual([409, 'admin_limit_reached']);
    });
  });

  describe('S4, the coding exercise', () => {
    let checkup: JsonBody;
    let bite: JsonBody;

    beforeAll(async () => {
      checkup = await made(
        here.admin.post('/topics', { name: 'Primary Care Checkup', duration_minutes: 30 }),
      );
      bite = await made(here.admin.post('/topics', { name: 'Bug Bite', duration_minutes: 15 }));
    });

    it('a patient books with topics, sees their own, and calls it off', async () => {
      const [patient, provider] = [
        await here.world.signIn('patient'),
        await here.newProvider({ kind: 'coach' }),
      ];
      const booked = await made(
        patient.post('/appointments', {
          provider_id: provider.id,
          topic_ids: [bite.id, checkup.id],
          start_time: at('10:00', 27),
        }),
      );
      expect(booked.end_time).toBe(at('10:45', 27));
      expect((booked.topics as { name: string }[]).map(({ name }) => name)).toEqual([
        'Bug Bite',
        'Primary Care Checkup',
      ]);
      expect(booked).not.toHaveProperty('provider_notes');
      expect(idsOf((await patient.get('/appointments')).body)).toEqual([booked.id]);
      const cancelled = await patient.post(`/appointments/${booked.id}/cancel`);
      expect(cancelled.body).toMatchObject({ status: 'cancelled', cancelled_by: 'patient' });
    });

    it('a provider books, writes notes on their own only, starts, and calls off', async () => {
      const [provider, other] = [await here.world.signIn('provider'), await here.world.signIn('provider')];
      const patient = await here.newPatient();
      const asked = {
        patient_id: patient.id,
        topic_ids: [checkup.id],
        start_time: at('10:00', 28),
      };
      const booked = await made(provider.post('/appointments', asked));
      const path = `/appointments/${booked.id}`;
      const notes = { provider_notes: 'Sleeps badly.' };
      expect((await provider.patch(path, notes)).body.provider_notes).toBe('Sleeps badly.');
      expect((await other.patch(path, notes)).status).toBe(404);
      expect((await here.staff.patch(path, notes)).status).toBe(403);
      expect((await provider.post(`${path}/cancel`)).body.cancelled_by).toBe('provider');
      const next = await made(provider.post('/appointments', asked));
      expect((await provider.post(`/appointments/${next.id}/start`)).body.status).toBe('in_progress');
      expect((await provider.post(`/appointments/${next.id}/complete`)).body.status).toBe('completed');
    });

    it('what was not written down is overdue', async () => {
      const [patient, provider] = [await here.newPatient(), await here.newProvider()];
      const booked = await made(
        here.staff.post('/appointments', {
          patient_id: patient.id,
          provider_id: provider.id,
          start_time: at('10:00', 29),
        }),
      );
      await begin(here, booked.id, 60);
      const overdue = await here.staff.get(`/appointments?status=overdue&provider_id=${provider.id}`);
      expect(overdue.body.results).toMatchObject([{ id: booked.id, is_overdue: true, status: 'scheduled' }]);
    });
  });
});
