import { type Clinic, made } from '../support/clinic.js';
import type { JsonBody } from '../support/http-client.js';

/** The date so many days from now: near enough that nobody finds it too far to book. */
export function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

export const at = (clock: string, ahead = 20): string => `${day(ahead)}T${clock}:00Z`;

/** A facility for one visit at a time. */
export function newFacility({ admin }: Clinic, name: string): Promise<JsonBody> {
  return made(
    admin.post('/facilities', { name, code: name.replaceAll(' ', '-'), timezone: 'Africa/Nairobi' }),
  );
}

/** As if the visit had begun so many minutes ago. */
export async function begin({ world }: Clinic, id: string, minutesAgo = 1): Promise<void> {
  await world.database.manager.query(
    `UPDATE appointment SET start_time = now() - make_interval(mins => $2),
       end_time = now() - make_interval(mins => $2) + (end_time - start_time) WHERE id = $1`,
    [id, minutesAgo],
  );
}
