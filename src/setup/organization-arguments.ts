import { parseArgs } from 'node:util';
import { isEmail } from 'class-validator';
import type { FirstAdmin } from '../config/env.js';
import { DomainError, type FieldErrors } from '../domain/errors.js';
import type { NewOrganization } from '../identity/organization.repository.js';
import { PASSWORD_MAX, PASSWORD_MIN } from '../identity/password-hasher.js';

export const ORGANIZATION_USAGE =
  'npm run organization:create -- --name "Hope Clinic" --admin-email admin@hope.example --admin-password … ' +
  '[--code hope] [--country KE] [--admin-national-id …]   (the password may also come from ADMIN_PASSWORD)';

const CODE = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;
const COUNTRY = /^[A-Z]{2}$/;
const DEFAULT_COUNTRY = 'KE';
const LONGEST_CODE = 64;

export interface OrganizationRequest {
  organization: NewOrganization;
  admin: FirstAdmin;
}

/**
 * What the command line asks for.
 * @throws validation_failed with every problem at once, by argument
 */
export function readOrganizationArguments(
  args: readonly string[],
  passwordFromEnv?: string,
): OrganizationRequest {
  const said = parse(args);
  const name = said.name?.trim() ?? '';
  const organization = {
    name,
    code: said.code?.trim().toLowerCase() ?? codeOf(name),
    country_code: said.country?.trim().toUpperCase() ?? DEFAULT_COUNTRY,
  };
  const admin = {
    email: said['admin-email']?.trim().toLowerCase() ?? '',
    password: said['admin-password'] ?? passwordFromEnv ?? '',
    national_id: said['admin-national-id']?.trim() || null,
  };
  const errors = problemsOf({ organization, admin });
  if (Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
  return { organization, admin };
}

/** `Hôpital Espoir` → `hopital-espoir`. */
function codeOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_CODE)
    .replace(/^-|-$/g, '');
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    name: text,
    code: text,
    country: text,
    'admin-email': text,
    'admin-password': text,
    'admin-national-id': text,
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new DomainError('validation_failed', {
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

function problemsOf({ organization, admin }: OrganizationRequest): FieldErrors {
  const isPassword = admin.password.length >= PASSWORD_MIN && admin.password.length <= PASSWORD_MAX;
  const checks: [string, boolean, string][] = [
    ['--name', organization.name !== '', 'is required'],
    [
      '--code',
      organization.name === '' || CODE.test(organization.code),
      'has small letters, digits and dashes; say it, it cannot be made from this name',
    ],
    ['--country', COUNTRY.test(organization.country_code), 'is a country code of two letters, like KE'],
    ['--admin-email', isEmail(admin.email), 'must be an email address'],
    [
      '--admin-password',
      isPassword,
      `has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters; it may come from ADMIN_PASSWORD`,
    ],
  ];
  return Object.fromEntries(
    checks.filter(([, passes]) => !passes).map(([name, , sentence]) => [name, [sentence]]),
  );
}
