import type { FacilityService } from '../facilities/facility.service.js';
import type { PatientService } from '../patients/patient.service.js';
import { found } from '../platform/found.js';
import type { ProviderService } from '../providers/provider.service.js';
import type { TopicService } from '../topics/topic.service.js';
import {
  type DemoProvider,
  FACILITIES,
  type FacilityKey,
  type ProviderKey,
  PROVIDERS,
  type TopicKey,
  TOPICS,
} from './demo-clinic.js';
import { type PatientKey, PATIENTS } from './demo-patients.js';
import type { DemoUsers } from './demo-users.js';

/** The services that a clinic's directory is made through. */
export interface DirectoryServices {
  facilities: FacilityService;
  topics: TopicService;
  providers: ProviderService;
  patients: PatientService;
}

/** The ids of the demo's rows, by their keys. */
export interface DemoDirectory {
  facilities: Record<FacilityKey, string>;
  topics: Record<TopicKey, string>;
  providers: Record<ProviderKey, string>;
  patients: Record<PatientKey, string>;
}

/** Fills the directory as its admin and the front desk would. The two who sign in are there already. */
export async function makeDirectory(services: DirectoryServices, users: DemoUsers): Promise<DemoDirectory> {
  const { admin, staff, provider, patient } = users;
  const facilities = await each(FACILITIES, (_, input) => services.facilities.create(admin, input));
  const topics = await each(TOPICS, (_, input) => services.topics.create(admin, input));
  const providers = await each<ProviderKey, DemoProvider>(
    PROVIDERS,
    (key, { facilities: at, topics: of, ...input }) => {
      const body = {
        ...input,
        facility_ids: at.map((one) => facilities[one]),
        topic_ids: of.map((one) => topics[one]),
      };
      return key === 'kamau'
        ? services.providers.update(admin, found(provider.provider_id), body)
        : services.providers.create(admin, body);
    },
  );
  const patients = await each(PATIENTS, (key, input) =>
    key === 'amina'
      ? Promise.resolve({ id: found(patient.patient_id) })
      : services.patients.create(staff, input),
  );
  return { facilities, topics, providers, patients };
}

/** One after the other: they are all written in one transaction. */
async function each<Key extends string, Input>(
  inputs: Record<Key, Input>,
  make: (key: Key, input: Input) => Promise<{ id: string }>,
): Promise<Record<Key, string>> {
  const ids: [string, string][] = [];
  for (const [key, input] of Object.entries(inputs) as [Key, Input][])
    ids.push([key, (await make(key, input)).id]);
  return Object.fromEntries(ids) as Record<Key, string>;
}
