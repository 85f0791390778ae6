import { type Answer, type JsonBody } from '../support/http-client.js';
import { type Person, World } from '../support/world.js';

/** The body of what must have been made. */
export async function made(answer: Promise<Answer>): Promise<JsonBody> {
  const { status, body } = await answer;
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

export const at = (clock: string, day = '2031-03-03'): string => `${day}T${clock}:00Z`;

/** A clinic with an admin, a front desk and room for everybody. */
export class Clinic {
  private facilities = 0;
  clinic: JsonBody;

  private constructor(
    readonly world: World,
    readonly admin: Person,
    readonly staff: Person,
  ) {}

  static async open(): Promise<Clinic> {
    const world = await World.open();
    const here = new Clinic(world, await world.signIn('admin'), await world.signIn('staff'));
    here.clinic = await here.newFacility('Hope Clinic', { capacity: null });
    return here;
  }

  close(): Promise<void> {
    return this.world.close();
  }

  newFacility(name: string, more: object = {}): Promise<JsonBody> {
    const code = `F-${++this.facilities}`;
    return made(this.admin.post('/facilities', { name, code, timezone: 'Africa/Nairobi', ...more }));
  }

  newPatient(first_name = 'John', last_name = 'Doe', more: object = {}): Promise<JsonBody> {
    return made(this.staff.post('/patients', { first_name, last_name, ...more }));
  }

  newProvider(more: object = {}): Promise<JsonBody> {
    const names = { title: 'Dr.', first_name: 'Jane', last_name: 'Smith' };
    return made(this.admin.post('/providers', { kind: 'doctor', ...names, ...more }));
  }

  /** As if the visit had begun so many minutes ago. */
  async begin(id: string, minutesAgo = 1): Promise<void> {
    await this.world.database.manager.query(
      `UPDATE appointment SET start_time = now() - make_interval(mins => $2),
         end_time = now() - make_interval(mins => $2) + (end_time - start_time) WHERE id = $1`,
      [id, minutesAgo],
    );
  }
}
