import { Clinic, made } from './clinic.js';
import { Hours } from './hours.js';
import type { Answer, JsonBody } from './http-client.js';
import type { Person } from './world.js';

/** A fixed Monday, for the clocks of its zones are known. */
export const MONDAY = '2030-01-07';
export const onMonday = (clock: string): string => `${MONDAY}T${clock}:00Z`;

/** A search on that Monday, unless it says otherwise. */
export const query = (more: object = {}): string =>
  new URLSearchParams({ date_from: MONDAY, date_to: MONDAY, ...more }).toString();

export const clocks = (page: JsonBody): string[] =>
  page.results.map(({ start_time }: JsonBody) => String(start_time).slice(11, 16));

/** A clinic with hours: what the tests of searches and of the rules about time need again and again. */
export class OpenClinic {
  private facilities = 0;

  private constructor(
    readonly clinic: Clinic,
    readonly hours: Hours,
    readonly london: JsonBody,
  ) {}

  static async open(): Promise<OpenClinic> {
    const clinic = await Clinic.open();
    const site = { name: 'Site', code: 'LONDON', timezone: 'Europe/London', capacity: null };
    return new OpenClinic(
      clinic,
      new Hours(clinic.world),
      await made(clinic.admin.post('/facilities', site)),
    );
  }

  newFacility(more: object = {}): Promise<JsonBody> {
    const site = { name: 'Site', code: `SITE${++this.facilities}`, timezone: 'UTC' };
    return made(this.clinic.admin.post('/facilities', { ...site, ...more }));
  }

  /** Works on Mondays and Tuesdays from nine to eleven, in London if not elsewhere. */
  async doctor(more: object = {}, facility = this.london): Promise<JsonBody> {
    const provider = await this.clinic.newProvider({ facility_ids: [facility.id], ...more });
    await this.hours.weekly(provider.id, facility.id, [1, 2], ['09:00', '11:00']);
    return provider;
  }

  async search(as: Person, more: object = {}): Promise<JsonBody> {
    const { status, body } = await as.get(`/appointments/availability?${query(more)}`);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }

  async explain(as: Person, more: Record<string, string>): Promise<JsonBody> {
    const asked = new URLSearchParams(more).toString();
    return (await as.get(`/appointments/availability/explain?${asked}`)).body;
  }

  book(as: Person, body: object): Promise<Answer> {
    return as.post('/appointments', body);
  }
}
