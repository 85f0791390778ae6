import type { Env } from '../config/env.js';
import { ORGANIZATION_USAGE, readOrganizationArguments } from './organization-arguments.js';
import { OrganizationSetup } from './organization-setup.js';
import { inContext } from './set-up.js';
import { connectWhenReady, type Tell } from './wait-for-database.js';

/** The command `organization:create`: makes another organization with its first, active admin. */
export async function createOrganization(
  env: Env,
  args: readonly string[],
  passwordFromEnv: string | undefined,
  tell: Tell,
): Promise<void> {
  if (args.includes('--help')) return tell(ORGANIZATION_USAGE);
  const { organization, admin } = readOrganizationArguments(args, passwordFromEnv);
  await (await connectWhenReady(env.databaseUrl, tell)).end();
  await inContext(env, [], (context) => context.get(OrganizationSetup).create(organization, admin));
  tell(
    `made the organization "${organization.name}" (code ${organization.code}, country ${organization.country_code})`,
  );
  tell(`its first admin signs in as ${admin.email}`);
}
