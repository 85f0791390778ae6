import type { Env } from '../../src/config/env.js';
import type { Answer, JsonBody } from './http-client.js';
import { type Person, World } from './world.js';
import { at } from './dates.js';

/** A clinic with an admin, a front desk, a facility without a limit and a topic of 20 minutes. */
export class Clinic {
  private constructor(
    readonly world: World,
    readonly admin: Person,
    readonly staff: Person,
    readonly facility: JsonBody,
    readonly topic: JsonBody,
  ) {}

  static async open(env: Partial<Env> = {}): Promise<Clinic> {
    const world = await World.open(env);
    const admin = await world.signIn('admin');
    const hope = { name: 'Hope Clinic', code: 'HOPE', timezone: 'Africa/Nairobi', capacity: null };
    const checkup = {
      name: 'Checkup',
      duration_minutes: 20,
      service_type: 'consultation',
      specialty: 'general_practice',
    };
    const facility = await made(admin.post('/facilities', hope));
    const topic = await made(admin.post('/topics', checkup));
    return new Clinic(world, admin, await world.signIn('staff'), facility, topic);
  }

  close(): Promise<void> {
    return this.world.close();
  }

  newPatient(more: object = {}): Promise<JsonBody> {
    return made(this.staff.post('/patients', { first_name: 'Amina', last_name: 'Otieno', ...more }));
  }

  newProvider(more: object = {}): Promise<JsonBody> {
    const doctor = { kind: 'doctor', title: 'Dr.', first_name: 'Sarah', last_name: 'Nakamya' };
    return made(this.admin.post('/providers', { ...doctor, ...more }));
  }

  /** A visit of a new patient to a new provider, Monday at ten. */
  async newBooking(more: object = {}): Promise<JsonBody> {
    const [patient, provider] = [await this.newPatient(), await this.newProvider()];
    const body = { patient_id: patient.id, provider_id: provider.id, start_time: at('10:00') };
    return made(this.staff.post('/appointments', { ...body, ...more }));
  }
}

/** What was made; throws when it was not. */
export async function made(answer: Promise<Answer>): Promise<JsonBody> {
  const { status, body } = await answer;
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** An answer without what is different in each: two refusals of the same kind are then equal. */
export function stripped({ status, body }: Answer): object {
  return { status, body: { ...body, request_id: '' } };
}
