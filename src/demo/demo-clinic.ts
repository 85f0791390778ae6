import type { CreateFacilityDto } from '../facilities/facility.dto.js';
import type { CreateProviderDto } from '../providers/provider.dto.js';
import type { CreateTopicDto } from '../topics/topic.dto.js';

const WEEKDAYS = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, start: '08:00', end: '18:00' }));
const SATURDAY = { weekday: 6, start: '09:00', end: '13:00' };

/** A large house, a single room, and one that changes to summer time. */
export const FACILITIES = {
  nairobi: {
    name: 'Hope Clinic Nairobi',
    code: 'HOPE-NBO',
    timezone: 'Africa/Nairobi',
    address: '12 Uhuru Street, Nairobi',
    phone_number: '+254700000100',
    capacity: 6,
    opening_hours: [...WEEKDAYS, SATURDAY],
  },
  kisumu: {
    name: 'Hope Clinic Kisumu',
    code: 'HOPE-KIS',
    timezone: 'Africa/Nairobi',
    address: '3 Lake Road, Kisumu',
    phone_number: '+254700000200',
    capacity: 1,
    opening_hours: WEEKDAYS,
  },
  london: {
    name: 'Hope Clinic London',
    code: 'HOPE-LON',
    timezone: 'Europe/London',
    address: '7 Harbour Lane, London',
    phone_number: '+447700900100',
    capacity: 2,
    opening_hours: WEEKDAYS,
  },
} as const satisfies Record<string, CreateFacilityDto>;
export type FacilityKey = keyof typeof FACILITIES;

export const TOPICS = {
  checkup: {
    name: 'Primary Care Checkup',
    duration_minutes: 30,
    service_type: 'checkup',
    specialty: 'general_practice',
  },
  bite: { name: 'Bug Bite', duration_minutes: 15, service_type: 'consultation' },
  fatigue: {
    name: 'Fatigue',
    duration_minutes: 20,
    service_type: 'consultation',
    specialty: 'general_practice',
  },
  child: {
    name: 'Child Growth Check',
    duration_minutes: 25,
    service_type: 'checkup',
    specialty: 'paediatrics',
  },
  vaccination: { name: 'Vaccination', duration_minutes: 10, service_type: 'vaccination' },
  wound: {
    name: 'Wound Dressing',
    duration_minutes: 20,
    service_type: 'treatment',
    buffer_after_minutes: 10,
  },
  antenatal: {
    name: 'Antenatal Visit',
    duration_minutes: 40,
    service_type: 'checkup',
    specialty: 'midwifery',
  },
  therapy: {
    name: 'Talking Therapy',
    duration_minutes: 50,
    service_type: 'therapy',
    specialty: 'mental_health',
    buffer_after_minutes: 10,
  },
} as const satisfies Record<string, CreateTopicDto>;
export type TopicKey = keyof typeof TOPICS;

/** A provider with the keys of where they work and what they offer instead of the ids. */
export interface DemoProvider extends Omit<CreateProviderDto, 'facility_ids' | 'topic_ids'> {
  facilities: readonly FacilityKey[];
  topics: readonly TopicKey[];
}

/** The doctor comes first: they are the one who signs in. Of the rest, two take no bookings, each for a reason of their own. */
export const PROVIDERS = {
  kamau: {
    kind: 'doctor',
    title: 'Dr',
    first_name: 'Wanjiru',
    last_name: 'Kamau',
    email: 'doctor@example.org',
    phone_number: '+254700000301',
    specialties: ['general_practice'],
    facilities: ['nairobi', 'kisumu'],
    topics: ['checkup', 'bite', 'fatigue', 'wound'],
  },
  nakamya: {
    kind: 'doctor',
    title: 'Dr',
    first_name: 'Sarah',
    last_name: 'Nakamya',
    email: 'sarah.nakamya@example.org',
    phone_number: '+254700000302',
    specialties: ['paediatrics', 'general_practice'],
    facilities: ['nairobi'],
    topics: ['child', 'vaccination', 'checkup'],
  },
  hughes: {
    kind: 'doctor',
    title: 'Dr',
    first_name: 'Owen',
    last_name: 'Hughes',
    email: 'owen.hughes@example.org',
    phone_number: '+447700900301',
    specialties: ['general_practice', 'dermatology'],
    facilities: ['london'],
    topics: [],
  },
  achieng: {
    kind: 'nurse',
    title: 'Sister',
    first_name: 'Mercy',
    last_name: 'Achieng',
    email: 'mercy.achieng@example.org',
    phone_number: '+254700000303',
    specialties: ['wound_care'],
    facilities: ['nairobi', 'kisumu'],
    topics: ['wound', 'vaccination', 'bite'],
  },
  njeri: {
    kind: 'midwife',
    first_name: 'Esther',
    last_name: 'Njeri',
    email: 'esther.njeri@example.org',
    phone_number: '+254700000304',
    specialties: ['midwifery'],
    facilities: ['kisumu'],
    topics: ['antenatal'],
  },
  barasa: {
    kind: 'therapist',
    first_name: 'Daniel',
    last_name: 'Barasa',
    email: 'daniel.barasa@example.org',
    phone_number: '+254700000305',
    specialties: ['mental_health'],
    facilities: [],
    topics: ['therapy'],
  },
  kiprop: {
    kind: 'community_worker',
    first_name: 'Samuel',
    last_name: 'Kiprop',
    email: 'samuel.kiprop@example.org',
    phone_number: '+254700000306',
    specialties: ['home_care'],
    accepts_bookings: false,
    facilities: ['kisumu'],
    topics: [],
  },
  mutua: {
    kind: 'pharmacist',
    first_name: 'Ruth',
    last_name: 'Mutua',
    email: 'ruth.mutua@example.org',
    phone_number: '+254700000307',
    facilities: ['nairobi'],
    topics: [],
  },
} as const satisfies Record<string, DemoProvider>;
export type ProviderKey = keyof typeof PROVIDERS;
