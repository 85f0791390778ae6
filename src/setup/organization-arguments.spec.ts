import { DomainError } from '../domain/errors.js';
import { readOrganizationArguments } from './organization-arguments.js';

const ENOUGH = [
  '--name',
  'Hope Clinic',
  '--admin-email',
  'Admin@Hope.example',
  '--admin-password',
  ' long enough ',
];

function problems(args: string[], password?: string): string[] {
  try {
    readOrganizationArguments(args, password);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.details.errors ? Object.keys(error.details.errors) : [error.message];
  }
}

describe('the arguments of organization:create', () => {
  it('need a name, an email and a password; the rest follows', () => {
    expect(readOrganizationArguments(ENOUGH)).toEqual({
      organization: { name: 'Hope Clinic', code: 'hope-clinic', country_code: 'KE' },
      admin: { email: 'admin@hope.example', password: ' long enough ', national_id: null },
    });
  });

  it('may say everything', () => {
    const args = [...ENOUGH, '--code', 'HOPE', '--country', 'ug', '--admin-national-id', 'A1'];
    expect(readOrganizationArguments(args)).toMatchObject({
      organization: { code: 'hope', country_code: 'UG' },
      admin: { national_id: 'A1' },
    });
  });

  it('may leave the password to the environment', () => {
    expect(readOrganizationArguments(ENOUGH.slice(0, 4), 'from outside').admin.password).toBe('from outside');
    expect(problems(ENOUGH.slice(0, 4))).toEqual(['--admin-password']);
  });

  it.each([
    ['Hôpital de l’Espoir', 'hopital-de-l-espoir'],
    ['  --A&B--  ', 'a-b'],
    ['x'.repeat(63) + ' yz', 'x'.repeat(63)],
  ])('make a code of the name %j', (name, code) => {
    expect(readOrganizationArguments([`--name=${name}`, ...ENOUGH.slice(2)]).organization.code).toBe(code);
  });

  it('are refused with every problem at once', () => {
    const bad = [
      '--name',
      '希望',
      '--country',
      'kenya',
      '--admin-email',
      'nobody',
      '--admin-password',
      'short',
    ];
    expect(problems(bad)).toEqual(['--code', '--country', '--admin-email', '--admin-password']);
    expect(problems([])).toEqual(['--name', '--admin-email', '--admin-password']);
    expect(problems(['--nme', 'x'])[0]).toContain('--nme');
  });
});
