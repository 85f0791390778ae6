import type { Role } from '../domain/roles.js';

/** Somebody to sign in as where the demo data is loaded. */
export interface DemoAccount {
  role: Role;
  email: string;
  national_id: string;
  password: string;
  name: string;
}

/** One account of each role. The passwords are public: no clinic with real patients loads this. */
export const DEMO_ACCOUNTS = [
  {
    role: 'admin',
    email: 'admin@example.org',
    national_id: '10000001',
    password: 'demo-admin',
    name: 'Grace Mwangi',
  },
  {
    role: 'staff',
    email: 'desk@example.org',
    national_id: '10000002',
    password: 'demo-staff',
    name: 'Joy Wanjiru',
  },
  {
    role: 'provider',
    email: 'doctor@example.org',
    national_id: '10000003',
    password: 'demo-provider',
    name: 'Wanjiru Kamau',
  },
  {
    role: 'patient',
    email: 'patient@example.org',
    national_id: '10000004',
    password: 'demo-patient',
    name: 'Amina Otieno',
  },
] as const satisfies readonly DemoAccount[];
