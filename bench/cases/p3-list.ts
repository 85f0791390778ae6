import { AppointmentRepository } from '../../src/appointments/appointment.repository.js';
import { scopeOf } from '../../src/appointments/appointment.filters.js';
import type { Bench } from '../frame/bench.js';
import { signedIn } from '../frame/booking-statements.js';
import { statementsOf } from '../frame/captured.js';
import { beside } from '../frame/beside-bare-route.js';
import { startService } from '../frame/service.js';
import type { World } from '../frame/worlds.js';

/** From a day in the middle of the provider's 10,000: 25 of the 5,000 that are left. */
export function listQuery(world: World): { provider_id: string; date_from: string; page_size: number } {
  const date_from = new Date().toISOString().slice(0, 10);
  return { provider_id: world.busiest, date_from, page_size: 25 };
}

export function listPath(world: World): string {
  const { provider_id, date_from, page_size } = listQuery(world);
  return `/api/v1/appointments?provider_id=${provider_id}&date_from=${date_from}&page_size=${page_size}`;
}

/** `GET /appointments?provider_id=…&date_from=…` next to a bare Fastify route with the same prepared SELECT: page and count. */
export async function list(bench: Bench): Promise<void> {
  const world = await bench.worlds.world();
  const api = await startService(bench, world);
  const scope = scopeOf(await signedIn(world));
  const [page] = await statementsOf((tx) => new AppointmentRepository().list(tx, scope, listQuery(world)));
  await beside(bench, 'P3', { world, api, path: listPath(world), statements: page ? [page] : [] });
}
