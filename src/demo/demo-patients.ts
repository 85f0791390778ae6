import type { CreatePatientDto } from '../patients/patient.dto.js';

type Row = readonly [
  first_name: string,
  last_name: string,
  date_of_birth: string,
  sex: 'female' | 'male',
  more?: Partial<CreatePatientDto>,
];

/** The first one is who signs in. */
const ROWS = {
  amina: ['Amina', 'Otieno', '1990-04-12', 'female', { medical_history: 'Asthma since 2009.' }],
  brian: ['Brian', 'Ochieng', '1985-11-02', 'male'],
  catherine: ['Catherine', 'Wambui', '1972-06-30', 'female', { medical_history: 'Hypertension.' }],
  david: ['David', 'Kiptoo', '2019-02-14', 'male', { medical_history: 'Allergic to penicillin.' }],
  edith: ['Edith', 'Moraa', '1996-08-21', 'female'],
  farah: ['Farah', 'Abdi', '1999-01-09', 'female', { notification_preferences: { sms: false } }],
  george: ['George', 'Maina', '1958-03-17', 'male', { medical_history: 'Type 2 diabetes.' }],
  halima: ['Halima', 'Noor', '1993-12-05', 'female', { locale: 'sw' }],
  ian: ['Ian', 'Wekesa', '2021-07-23', 'male'],
  jane: ['Jane', 'Doe', '1988-05-01', 'female'],
  kevin: ['Kevin', 'Mutiso', '2001-09-12', 'male', { email: null }],
  lucy: ['Lucy', 'Chebet', '1979-10-28', 'female'],
  moses: ['Moses', 'Odhiambo', '1964-02-03', 'male'],
  naomi: ['Naomi', 'Karanja', '1991-06-16', 'female'],
  oliver: ['Oliver', 'Bennett', '1983-04-25', 'male', { phone_number: '+447700900401' }],
  priya: ['Priya', 'Shah', '1995-11-11', 'female', { phone_number: '+447700900402' }],
  quentin: [
    'Quentin',
    'Moreau',
    '1970-01-31',
    'male',
    { phone_number: '+447700900403', email: null, locale: 'fr' },
  ],
  rose: ['Rose', 'Atieno', '1948-08-08', 'female', { phone_number: null }],
  simon: ['Simon', 'Njoroge', '1987-03-29', 'male'],
  teresa: ['Teresa', 'Wanza', '1976-12-19', 'female', { is_active: false }],
} as const satisfies Record<string, Row>;
export type PatientKey = keyof typeof ROWS;

/** Addresses and numbers that reach nobody: example.org, and numbers that no network has given out. */
function patientOf([first_name, last_name, date_of_birth, sex, more]: Row, index: number): CreatePatientDto {
  return {
    first_name,
    last_name,
    date_of_birth,
    sex,
    national_id: String(20_000_001 + index),
    phone_number: `+2547000004${String(index).padStart(2, '0')}`,
    email: `${first_name}.${last_name}@example.org`.toLowerCase(),
    ...more,
  };
}

export const PATIENTS = Object.fromEntries(
  Object.entries(ROWS).map(([key, row], index) => [key, patientOf(row, index)]),
) as Record<PatientKey, CreatePatientDto>;
