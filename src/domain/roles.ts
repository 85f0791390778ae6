/** Who may sign in, from the most to the least powerful. */
export const ROLES = ['admin', 'staff', 'provider', 'patient'] as const;
export type Role = (typeof ROLES)[number];

/** The people who run the clinic: everyone but patients. */
export const CLINIC_ROLES = ['admin', 'staff', 'provider'] as const satisfies readonly Role[];
