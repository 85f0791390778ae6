import type { AppointmentType, Modality, PaymentMode } from '../domain/appointment-words.js';
import type { CancellationReason, Status } from '../domain/lifecycle.js';
import type { FacilityKey, ProviderKey, TopicKey } from './demo-clinic.js';
import type { PatientKey } from './demo-patients.js';

/** When: so many working days from today at a local time, or so many minutes from now. */
export type When = { day: number; clock: string } | { minutes: number };

export interface DemoVisit {
  when: When;
  provider: ProviderKey;
  patient: PatientKey;
  facility: FacilityKey | null;
  topics: readonly TopicKey[];
  status: Status;
  reason?: string;
  appointment_type?: AppointmentType;
  modality?: Modality;
  payment_mode?: PaymentMode;
  priority?: number;
  patient_instruction?: string;
  notes?: string;
  provider_notes?: string;
  cancellation?: { by: 'patient' | 'provider' | 'staff'; code: CancellationReason; text?: string };
}

type More = Partial<DemoVisit>;
type Who = [provider: ProviderKey, patient: PatientKey, facility: FacilityKey | null, ...topics: TopicKey[]];

function visit(status: Status, when: When, who: Who, more: More = {}): DemoVisit {
  const [provider, patient, facility, ...topics] = who;
  return { when, provider, patient, facility, topics, status, ...more };
}

const on = (day: number, clock: string): When => ({ day, clock });
const seen = (day: number, clock: string, who: Who, more?: More): DemoVisit =>
  visit('completed', on(day, clock), who, more);
const missed = (day: number, clock: string, who: Who, more?: More): DemoVisit =>
  visit('no_show', on(day, clock), who, more);
const calledOff = (
  day: number,
  clock: string,
  who: Who,
  cancellation: DemoVisit['cancellation'],
  more?: More,
): DemoVisit => visit('cancelled', on(day, clock), who, { cancellation, ...more });
const planned = (day: number, clock: string, who: Who, more?: More): DemoVisit =>
  visit('scheduled', on(day, clock), who, more);

/** What was: it all happened before the demo begins, and nobody is written to about it. */
const PAST: readonly DemoVisit[] = [
  seen(-9, '09:00', ['kamau', 'amina', 'nairobi', 'checkup'], {
    reason: 'Annual checkup',
    provider_notes: 'Peak flow fine. Inhaler renewed.',
  }),
  seen(-9, '11:00', ['achieng', 'george', 'nairobi', 'wound'], { payment_mode: 'insurance' }),
  missed(-9, '14:00', ['nakamya', 'ian', 'nairobi', 'child', 'vaccination']),
  seen(-8, '09:30', ['njeri', 'halima', 'kisumu', 'antenatal'], { appointment_type: 'routine' }),
  seen(-8, '10:00', ['hughes', 'oliver', 'london', 'bite'], { reason: 'Tick bite after a walk' }),
  calledOff(-8, '14:00', ['barasa', 'simon', null, 'therapy'], { by: 'staff', code: 'provider_request' }),
  seen(-7, '09:00', ['nakamya', 'david', 'nairobi', 'child', 'vaccination'], {
    payment_mode: 'mobile_money',
  }),
  seen(-7, '11:00', ['kamau', 'catherine', 'nairobi', 'fatigue'], {
    notes: 'Prefers mornings. Daughter drives her.',
  }),
  seen(-6, '10:00', ['barasa', 'naomi', null, 'therapy'], { modality: 'video' }),
  calledOff(-6, '11:30', ['kamau', 'brian', 'kisumu', 'checkup'], {
    by: 'provider',
    code: 'provider_request',
  }),
  seen(-6, '15:00', ['hughes', 'priya', 'london', 'checkup'], { appointment_type: 'checkup' }),
  seen(-5, '09:00', ['achieng', 'george', 'nairobi', 'wound'], { appointment_type: 'follow_up' }),
  missed(-5, '10:00', ['kamau', 'kevin', 'kisumu', 'fatigue']),
  seen(-4, '09:00', ['njeri', 'edith', 'kisumu', 'antenatal']),
  calledOff(-4, '11:00', ['kamau', 'amina', 'nairobi', 'bite'], {
    by: 'patient',
    code: 'patient_request',
    text: 'It got better by itself.',
  }),
  seen(-3, '09:00', ['kamau', 'moses', 'nairobi', 'checkup', 'fatigue'], { reason: 'Tired all the time' }),
  seen(-3, '10:00', ['hughes', 'quentin', 'london', 'checkup']),
  calledOff(-3, '14:00', ['nakamya', 'ian', 'nairobi', 'vaccination'], { by: 'staff', code: 'duplicate' }),
  seen(-2, '09:00', ['kamau', 'lucy', 'nairobi', 'checkup'], {
    patient_instruction: 'Come fasting, please.',
  }),
  seen(-2, '11:00', ['barasa', 'naomi', null, 'therapy'], {
    modality: 'video',
    appointment_type: 'follow_up',
  }),
  missed(-2, '15:00', ['achieng', 'rose', 'nairobi', 'wound']),
  seen(-1, '09:00', ['kamau', 'jane', 'kisumu', 'bite'], { payment_mode: 'cash' }),
  seen(-1, '10:00', ['nakamya', 'david', 'nairobi', 'child']),
  // Nobody wrote down what happened: overdue.
  planned(-1, '14:00', ['kamau', 'simon', 'nairobi', 'checkup']),
];

/** What is going on while somebody looks, whatever time it is. */
const NOW: readonly DemoVisit[] = [
  visit('completed', { minutes: -75 }, ['achieng', 'kevin', 'nairobi', 'vaccination']),
  visit('in_progress', { minutes: -10 }, ['kamau', 'catherine', 'nairobi', 'checkup'], {
    reason: 'Blood pressure',
    patient_instruction: 'Bring the readings of the last two weeks.',
  }),
  visit('checked_in', { minutes: 5 }, ['nakamya', 'ian', 'nairobi', 'child'], { payment_mode: 'insurance' }),
  visit('arrived', { minutes: 10 }, ['achieng', 'brian', 'nairobi', 'wound'], {
    appointment_type: 'walk_in',
    priority: 2,
    reason: 'Cut on the hand',
  }),
  visit('proposed', { minutes: 26 * 60 }, ['hughes', 'priya', 'london', 'checkup']),
];

/** What is to come, booked long ago. */
const FUTURE: readonly DemoVisit[] = [
  planned(2, '09:00', ['kamau', 'george', 'nairobi', 'checkup'], { appointment_type: 'follow_up' }),
  planned(2, '10:00', ['hughes', 'oliver', 'london', 'checkup', 'bite']),
  planned(2, '14:00', ['njeri', 'halima', 'kisumu', 'antenatal'], { appointment_type: 'routine' }),
  visit('pending', on(3, '09:00'), ['nakamya', 'david', 'nairobi', 'vaccination'], {
    payment_mode: 'online',
  }),
  planned(3, '11:00', ['barasa', 'naomi', null, 'therapy'], { modality: 'video' }),
  calledOff(4, '09:00', ['kamau', 'lucy', 'nairobi', 'fatigue'], { by: 'staff', code: 'clinic_closed' }),
  planned(4, '09:00', ['kamau', 'moses', 'nairobi', 'fatigue']),
  visit('pending', on(4, '14:00'), ['kamau', 'edith', 'nairobi', 'checkup']),
  planned(5, '10:00', ['achieng', 'rose', 'kisumu', 'wound']),
  calledOff(5, '11:00', ['nakamya', 'ian', 'nairobi', 'child'], {
    by: 'staff',
    code: 'patient_request',
    text: 'His mother called: they travel.',
  }),
  planned(6, '09:00', ['hughes', 'quentin', 'london', 'fatigue']),
  planned(7, '09:30', ['kamau', 'farah', 'nairobi', 'checkup'], { modality: 'phone' }),
  planned(8, '11:00', ['barasa', 'simon', null, 'therapy']),
];

export const VISITS: readonly DemoVisit[] = [...PAST, ...NOW, ...FUTURE];

/** Booked while the demo is loaded, so that the first messages go out: one by the desk, one by the patient. */
export const NEW_BOOKINGS: readonly DemoVisit[] = [
  planned(3, '10:00', ['kamau', 'jane', 'nairobi', 'bite'], { reason: 'A rash after the bite' }),
  planned(5, '09:00', ['kamau', 'amina', 'nairobi', 'checkup'], { reason: 'Inhaler check' }),
];
