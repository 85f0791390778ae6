import { PROVIDER_KINDS, type ProviderKind } from '../domain/provider-kind.js';
import { ROLES, type Role } from '../domain/roles.js';
import { SEXES, type Sex } from '../domain/sex.js';
import { DateField, EmailField, TextField, WordField } from '../platform/http/fields.js';
import { SnakeWordListField } from '../platform/http/snake-words.js';
import { PASSWORD_MAX, PASSWORD_MIN } from './password-hasher.js';

const ORGANIZATION = {
  optional: true,
  min: 1,
  max: 64,
  description: 'Code of the organization; needed only where an installation has several.',
  example: 'default',
};

const NEW_PASSWORD = {
  verbatim: true,
  min: PASSWORD_MIN,
  max: PASSWORD_MAX,
  format: 'password',
  description: 'Taken as it is, spaces too.',
  example: 'correct horse battery',
};

/** A password to be checked: no minimum, since what is too short is just wrong. */
const KNOWN_PASSWORD = {
  verbatim: true,
  min: 1,
  max: PASSWORD_MAX,
  format: 'password',
  example: 'correct horse battery',
};

const LONGEST_IDENTIFIER = 254;
/** Whatever token somebody sends by mistake is refused as a token, not for its length. */
const LONGEST_TOKEN = 4_000;

export class RegisterDto {
  @WordField(ROLES, {
    description: 'Whatever the role, an admin has to activate the account.',
    example: 'patient',
  })
  role: Role;

  @EmailField()
  email: string;

  @TextField(NEW_PASSWORD)
  password: string;

  @TextField({ min: 1, max: 100, example: 'Amina' })
  first_name: string;

  @TextField({ min: 1, max: 100, example: 'Otieno' })
  last_name: string;

  @TextField({
    optional: true,
    nullable: true,
    min: 1,
    max: 64,
    pattern: /^[^@]+$/,
    patternMessage: 'Must not contain @.',
    description: 'Unique within the organization, in any letter case.',
    example: '29384756',
  })
  national_id?: string | null;

  @TextField({ optional: true, nullable: true, max: 32, example: '+254712345678' })
  phone_number?: string | null;

  @DateField({ optional: true, nullable: true, description: 'Patients only.', example: '1990-04-12' })
  date_of_birth?: string | null;

  @WordField(SEXES, { optional: true, nullable: true, description: 'Patients only.', example: 'female' })
  sex?: Sex | null;

  @TextField({ optional: true, description: 'Patients only.', example: 'Allergic to penicillin.' })
  medical_history?: string;

  @WordField(PROVIDER_KINDS, {
    optional: true,
    description: 'Providers only, and they need it.',
    example: 'doctor',
  })
  kind?: ProviderKind;

  @SnakeWordListField({ optional: true, description: 'Providers only.', example: ['general_practice'] })
  specialties?: string[];

  @TextField(ORGANIZATION)
  organization?: string;
}

export class SignInDto {
  @TextField({
    min: 1,
    max: LONGEST_IDENTIFIER,
    description: 'National ID or email, in any letter case.',
    example: 'amina@example.org',
  })
  identifier: string;

  @TextField(KNOWN_PASSWORD)
  password: string;

  @TextField(ORGANIZATION)
  organization?: string;
}

export class RefreshDto {
  @TextField({ min: 1, max: LONGEST_TOKEN, description: 'From the last sign-in or refresh; works once.' })
  refresh_token: string;
}

export class SignOutDto {
  @TextField({
    optional: true,
    min: 1,
    max: LONGEST_TOKEN,
    description: 'Instead of, or beside, the access token.',
  })
  refresh_token?: string;
}

export class ChangePasswordDto {
  @TextField(KNOWN_PASSWORD)
  current_password: string;

  @TextField(NEW_PASSWORD)
  new_password: string;
}

export class ForgotPasswordDto {
  @TextField({
    optional: true,
    min: 1,
    max: LONGEST_IDENTIFIER,
    description: 'National ID or email.',
    example: 'amina@example.org',
  })
  identifier?: string;

  @EmailField({ optional: true, description: 'Instead of `identifier`.' })
  email?: string;

  @TextField(ORGANIZATION)
  organization?: string;
}

export class ResetPasswordDto {
  @TextField({ min: 1, max: LONGEST_TOKEN, description: 'From the email; works once, for an hour.' })
  token: string;

  @TextField(NEW_PASSWORD)
  new_password: string;
}
