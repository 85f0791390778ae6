import { v7 as uuidv7 } from 'uuid';
import { formatUhid } from '../../src/domain/uhid.js';
import { makeResetToken } from '../../src/identity/password-reset-token.js';
import { HttpClient, type JsonBody } from '../support/http-client.js';
import { TEST_SECRET } from '../support/test-env.js';
import { type Person, World } from '../support/world.js';
import type { Caller } from './access-table.js';

export const PASSWORD = 'correct horse battery';
/** A word in the name of every row that a list is asked for. */
export const NAME = 'Zawadi';
/** The day of the appointments that lists are asked for; nothing else is on it. */
export const DAY = '2031-06-02';

/** One row that is the caller's to see, one of the same organization that is somebody else's, one of another organization. */
export interface Trio {
  subject: string;
  bystander: string;
  foreign: string;
}

/** Everybody of the table, and rows to act on, made by SQL for each cell. */
export class AccessWorld {
  private hours = 0;
  private readonly people: Record<Exclude<Caller, 'nobody'>, Person>;
  readonly nobody: HttpClient;
  lists: Record<
    | 'users'
    | 'events'
    | 'facilities'
    | 'topics'
    | 'providers'
    | 'patients'
    | 'appointments'
    | 'notifications',
    Trio
  >;
  /** From before the deactivation. */
  deactivatedRefreshToken: string;

  private constructor(
    readonly world: World,
    people: Record<Exclude<Caller, 'nobody'>, Person>,
  ) {
    this.people = people;
    this.nobody = new HttpClient(world.app);
  }

  static async open(): Promise<AccessWorld> {
    const world = await World.open();
    const access = new AccessWorld(world, {
      patient: await world.signIn('patient', { last_name: NAME }),
      other_patient: await world.signIn('patient'),
      provider: await world.signIn('provider'),
      other_provider: await world.signIn('provider'),
      staff: await world.signIn('staff'),
      admin: await world.signIn('admin'),
      foreign_admin: await world.signIn('admin', { organization_id: world.otherOrganizationId }),
      // A former admin: nobody had more to lose.
      deactivated: await world.signIn('admin'),
    });
    await access.deactivate();
    await access.makeLists();
    return access;
  }

  client(caller: Caller): HttpClient {
    return caller === 'nobody' ? this.nobody : this.people[caller];
  }

  person(caller: Caller): JsonBody {
    return caller === 'nobody' ? { email: 'nobody@example.org' } : this.people[caller].me;
  }

  /** A new session of the caller. */
  async signIn(caller: Caller): Promise<JsonBody> {
    const identifier = String(this.person(caller).email);
    return (await this.nobody.post('/auth/login', { identifier, password: PASSWORD })).body;
  }

  /** A time that no other appointment of this world has. */
  nextTime(): string {
    return new Date(Date.UTC(2032, 0, 1) + this.hours++ * 3_600_000).toISOString();
  }

  async sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.world.database.manager.query<Row[]>(text, values);
  }

  async facility(organization = this.world.organizationId): Promise<string> {
    const id = uuidv7();
    await this.sql(
      `INSERT INTO facility (id, organization_id, name, code, timezone, capacity) VALUES ($1, $2, '${NAME}', $3, 'UTC', NULL)`,
      [id, organization, id],
    );
    return id;
  }

  async topic(organization = this.world.organizationId): Promise<string> {
    const id = uuidv7();
    await this.sql(
      `INSERT INTO topic (id, organization_id, name, duration_minutes) VALUES ($1, $2, $3, 30)`,
      [id, organization, `${NAME} ${id}`],
    );
    return id;
  }

  async provider(organization = this.world.organizationId, name = NAME): Promise<string> {
    const id = uuidv7();
    await this.sql(
      `INSERT INTO provider (id, organization_id, kind, first_name, last_name) VALUES ($1, $2, 'doctor', 'Joy', $3)`,
      [id, organization, name],
    );
    return id;
  }

  async patient(organization = this.world.organizationId, name = NAME): Promise<string> {
    const id = uuidv7();
    const [number] = await this.sql<{ n: string }>(`SELECT nextval('uhid_number') AS n`);
    await this.sql(
      `INSERT INTO patient (id, organization_id, uhid, first_name, last_name) VALUES ($1, $2, $3, 'Amina', $4)`,
      [id, organization, formatUhid('ZZ', Number(number?.n)), name],
    );
    return id;
  }

  async user(isActive: boolean, organization = this.world.organizationId, name = 'Otieno'): Promise<string> {
    const id = uuidv7();
    await this.sql(
      `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash, is_active)
       VALUES ($1, $2, 'patient', $3, 'Amina', $4, 'none', $5)`,
      [id, organization, `${id}@example.org`, name, isActive],
    );
    return id;
  }

  /** Of the patient with the provider, unless said otherwise. */
  async appointment(more: object = {}): Promise<string> {
    const start = this.nextTime();
    const columns = {
      id: uuidv7(),
      organization_id: this.world.organizationId,
      patient_id: this.person('patient').patient_id as string,
      provider_id: this.person('provider').provider_id as string,
      status: 'scheduled',
      start_time: start,
      end_time: new Date(Date.parse(start) + 1_800_000).toISOString(),
      ...more,
    };
    const names = Object.keys(columns);
    await this.sql(
      `INSERT INTO appointment (appointment_number, ${names.join(', ')})
       VALUES (next_appointment_number($2), ${names.map((_, n) => `$${n + 1}`).join(', ')})`,
      Object.values(columns),
    );
    return columns.id;
  }

  /** Hours of one date, or an hour away, of a provider or a facility. */
  async part(
    table: 'working_hours_override' | 'time_off' | 'facility_closure',
    owner: string,
  ): Promise<string> {
    const id = uuidv7();
    const of = [id, this.world.organizationId, owner];
    if (table === 'working_hours_override')
      await this.sql(
        `INSERT INTO working_hours_override (id, organization_id, provider_id, facility_id, date) VALUES ($1, $2, $3, $4, '${DAY}')`,
        [...of, await this.facility()],
      );
    else
      await this.sql(
        `INSERT INTO ${table} (id, organization_id, ${table === 'time_off' ? 'provider' : 'facility'}_id, start_time, end_time)
         VALUES ($1, $2, $3, '${DAY}T00:00:00Z', '${DAY}T01:00:00Z')`,
        of,
      );
    return id;
  }

  /** One that failed. */
  async notification(message: string, organization = this.world.organizationId): Promise<string> {
    const id = uuidv7();
    await this.sql(
      `INSERT INTO notification (id, organization_id, event_id, event, recipient, recipient_id, channel, status)
       VALUES ($1, $2, $3, $4, 'patient', gen_random_uuid(), 'email', 'failed')`,
      [id, organization, await this.event(organization, '2002-01-01'), message],
    );
    return id;
  }

  /** What the email of a user who forgot their password would carry. */
  async resetToken(): Promise<string> {
    const id = await this.user(true);
    return makeResetToken(TEST_SECRET, { id, password_hash: 'none' }, Date.now() + 60_000);
  }

  private async deactivate(): Promise<void> {
    this.deactivatedRefreshToken = (await this.signIn('deactivated')).refresh_token as string;
    const { status } = await this.people.admin.post(
      `/users/${String(this.people.deactivated.me.id)}/deactivate`,
    );
    if (status !== 200) throw new Error(`deactivating answered ${status}`);
  }

  private async makeLists(): Promise<void> {
    const { otherOrganizationId: other } = this.world;
    const three = async (make: (organization?: string) => Promise<string>): Promise<Trio> => ({
      subject: await make(),
      bystander: await make(),
      foreign: await make(other),
    });
    const providers = await three((organization) => this.provider(organization));
    const patients = {
      subject: this.person('patient').patient_id as string,
      bystander: await this.patient(),
      foreign: await this.patient(other),
    };
    this.lists = {
      users: {
        subject: this.person('patient').id as string,
        bystander: await this.user(true, undefined, NAME),
        foreign: await this.user(true, other, NAME),
      },
      events: await three((organization) => this.event(organization)),
      notifications: await three((organization) => this.notification('cancelled', organization)),
      facilities: await three((organization) => this.facility(organization)),
      topics: await three((organization) => this.topic(organization)),
      providers,
      patients,
      appointments: await this.listedAppointments(patients, providers),
    };
  }

  private async listedAppointments(patients: Trio, providers: Trio): Promise<Trio> {
    const times = { start_time: `${DAY}T10:00:00Z`, end_time: `${DAY}T10:30:00Z` };
    const { bystander, foreign } = patients;
    return {
      subject: await this.appointment(times),
      bystander: await this.appointment({
        ...times,
        patient_id: bystander,
        provider_id: providers.bystander,
      }),
      foreign: await this.appointment({
        ...times,
        organization_id: this.world.otherOrganizationId,
        patient_id: foreign,
        provider_id: providers.foreign,
      }),
    };
  }

  private async event(organization = this.world.organizationId, day = '2001-01-01'): Promise<string> {
    const id = uuidv7();
    await this.sql(
      `INSERT INTO event (id, organization_id, type, subject_type, occurred_at) VALUES ($1, $2, 'user.updated', 'user', $3)`,
      [id, organization, day],
    );
    return id;
  }
}
