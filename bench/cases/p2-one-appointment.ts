import { AppointmentRepository } from '../../src/appointments/appointment.repository.js';
import { scopeOf } from '../../src/appointments/appointment.filters.js';
import type { Bench } from '../frame/bench.js';
import { signedIn } from '../frame/booking-statements.js';
import { statementsOf } from '../frame/captured.js';
import { beside } from '../frame/beside-bare-route.js';
import { startService } from '../frame/service.js';

/** `GET /appointments/{id}` next to a bare Fastify route with the same prepared SELECT. */
export async function oneAppointment(bench: Bench): Promise<void> {
  const world = await bench.worlds.world();
  const api = await startService(bench, world);
  const { rows } = await world.db.query<{ id: string }>(
    `SELECT id FROM appointment WHERE provider_id = $1 ORDER BY start_time LIMIT 1 OFFSET 5000`,
    [world.busiest],
  );
  const id = rows[0]?.id ?? '';
  const scope = scopeOf(await signedIn(world));
  const statements = await statementsOf((tx) => new AppointmentRepository().findById(tx, scope, id));
  await beside(bench, 'P2', { world, api, path: `/api/v1/appointments/${id}`, statements });
}
