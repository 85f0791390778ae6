/** The vocabularies of an appointment (FHIR Appointment and HL7 v2-0276 where they exist). */
export const APPOINTMENT_TYPES = [
  'consultation',
  'routine',
  'walk_in',
  'checkup',
  'follow_up',
  'emergency',
] as const;
export const MODALITIES = ['in_person', 'video', 'phone'] as const;
export const PAYMENT_MODES = ['cash', 'card', 'mobile_money', 'insurance', 'online', 'none'] as const;

export type AppointmentType = (typeof APPOINTMENT_TYPES)[number];
export type Modality = (typeof MODALITIES)[number];
export type PaymentMode = (typeof PAYMENT_MODES)[number];

/** 1 is the most urgent. */
export const PRIORITY = { highest: 1, lowest: 10, usual: 5 } as const;
