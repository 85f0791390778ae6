/** Providers who see patients by appointment. */
export const BOOKABLE_KINDS = [
  'doctor',
  'nurse',
  'midwife',
  'community_worker',
  'therapist',
  'coach',
] as const;

/** Everyone in the directory; the rest of them takes no appointments. */
export const PROVIDER_KINDS = [
  ...BOOKABLE_KINDS,
  'pharmacist',
  'lab_technician',
  'radiographer',
  'receptionist',
  'administrator',
  'other',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Whether patients can have appointments with this kind of provider. */
export function isBookable(kind: ProviderKind): boolean {
  return (BOOKABLE_KINDS as readonly ProviderKind[]).includes(kind);
}
