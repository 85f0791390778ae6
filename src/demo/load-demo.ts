import type { INestApplicationContext } from '@nestjs/common';
import { BookingService } from '../appointments/booking.service.js';
import { formatInstant } from '../domain/instant.js';
import { FacilityService } from '../facilities/facility.service.js';
import { UserService } from '../identity/user.service.js';
import { PatientService } from '../patients/patient.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { ProviderService } from '../providers/provider.service.js';
import type { DemoData } from '../setup/set-up.js';
import { TopicService } from '../topics/topic.service.js';
import { FACILITIES } from './demo-clinic.js';
import { type DemoDirectory, makeDirectory } from './demo-directory.js';
import { DemoModule } from './demo.module.js';
import { startOf } from './demo-time.js';
import { type DemoUsers, makeUsers } from './demo-users.js';
import { type DemoVisit, NEW_BOOKINGS, VISITS } from './demo-visits.js';
import { historyOf } from './visit-history.js';
import { VisitHistoryRepository } from './visit-history.repository.js';
import type { VisitIds } from './visit-row.js';

/** A clinic in the middle of its day, to look at and to try things on: all of it in one transaction, or nothing. */
export const DEMO: DemoData = {
  modules: [DemoModule],
  load: (context, organizationId) => context.get(Database).surround(() => load(context, organizationId)),
};

async function load(context: INestApplicationContext, organizationId: string): Promise<void> {
  const { manager } = context.get(Database);
  const now = context.get(Clock).now();
  const users = await makeUsers(manager, context.get(UserService), organizationId);
  const services = {
    facilities: context.get(FacilityService),
    topics: context.get(TopicService),
    providers: context.get(ProviderService),
    patients: context.get(PatientService),
  };
  const directory = await makeDirectory(services, users);
  const history = context.get(VisitHistoryRepository);
  const numbers = await history.nextNumbers(manager, organizationId, VISITS.length);
  const past = VISITS.map((visit, index) =>
    historyOf(visit, startOfVisit(visit, now), now, idsOf(visit, directory, users), numbers[index] ?? ''),
  );
  await history.insert(manager, organizationId, past);
  await history.settle(manager, organizationId);
  for (const visit of NEW_BOOKINGS) await book(context.get(BookingService), visit, now, directory, users);
}

/** Booked by the product itself, which tells patient and provider about it. */
async function book(
  bookings: BookingService,
  visit: DemoVisit,
  now: number,
  directory: DemoDirectory,
  users: DemoUsers,
): Promise<void> {
  const { organization_id: _, provider, patient, ...ids } = idsOf(visit, directory, users);
  await bookings.book(patient, {
    ...ids,
    start_time: formatInstant(startOfVisit(visit, now)),
    reason: visit.reason,
  });
}

/** A visit that has no place of its own goes by Nairobi's clock. */
export function startOfVisit({ when, facility }: DemoVisit, now: number): number {
  return startOf(when, FACILITIES[facility ?? 'nairobi'].timezone, now);
}

function idsOf(visit: DemoVisit, directory: DemoDirectory, users: DemoUsers): VisitIds {
  const desk = users.staff;
  return {
    organization_id: desk.organization_id,
    patient_id: directory.patients[visit.patient],
    provider_id: directory.providers[visit.provider],
    facility_id: visit.facility && directory.facilities[visit.facility],
    topic_ids: visit.topics.map((topic) => directory.topics[topic]),
    desk,
    provider: visit.provider === 'kamau' ? users.provider : desk,
    patient: visit.patient === 'amina' ? users.patient : desk,
  };
}
