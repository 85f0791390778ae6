import { parseDay, weekdayOf } from '../../src/domain/local-time.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import { type Person, World } from '../support/world.js';

const DAY = 86_400_000;

/** A Monday of the weeks to come: far enough from now for any rule of booking. */
export const monday = mondayAfter(14);
export const tuesday = dateAfter(monday, 1);

function mondayAfter(days: number): string {
  const today = Math.floor(Date.now() / DAY) + days;
  return new Date((today + 8 - weekdayOf(today)) * DAY).toISOString().slice(0, 10);
}

export function dateAfter(date: string, days: number): string {
  return new Date((parseDay(date) + days) * DAY).toISOString().slice(0, 10);
}

/** A time of Nairobi's clock. */
export const at = (clock: string, date = monday): string => `${date}T${clock}:00+03:00`;

export async function made(answer: Promise<Answer>): Promise<JsonBody> {
  const { status, body } = await answer;
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

/** Two organizations, and who arranges the time of the first. */
export class HoursWorld {
  private names = 0;

  private constructor(
    readonly world: World,
    readonly admin: Person,
    readonly staff: Person,
    readonly patient: Person,
    readonly otherAdmin: Person,
  ) {}

  static async open(): Promise<HoursWorld> {
    const world = await World.open();
    return new HoursWorld(
      world,
      await world.signIn('admin'),
      await world.signIn('staff'),
      await world.signIn('patient'),
      await world.signIn('admin', { organization_id: world.otherOrganizationId }),
    );
  }

  /** Without a limit on visits side by side. */
  async newFacility(more: object = {}, by: Person = this.admin): Promise<string> {
    const code = `F${++this.names}`;
    const body = { name: code, code, timezone: 'Africa/Nairobi', capacity: null, ...more };
    return (await made(by.post('/facilities', body))).id as string;
  }

  async newProvider(): Promise<string> {
    const body = { kind: 'doctor', first_name: 'Wanjiru', last_name: 'Kamau' };
    return (await made(this.admin.post('/providers', body))).id as string;
  }

  async newPatient(): Promise<string> {
    const body = { first_name: 'Amina', last_name: 'Otieno' };
    return (await made(this.staff.post('/patients', body))).id as string;
  }

  /** Half an hour of a new patient's, whatever the hours say. */
  async book(provider_id: string, start_time: string, more: object = {}): Promise<JsonBody> {
    const patient_id = await this.newPatient();
    const body = { patient_id, provider_id, start_time, duration_minutes: 30, ...more };
    return made(this.staff.post('/appointments', body));
  }
}
