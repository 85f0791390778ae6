import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Env } from '../config/env.js';
import { exclusively, runMigrations } from './migrations.js';
import { OrganizationSetup } from './organization-setup.js';
import { SetupModule } from './setup.module.js';
import type { Tell } from './wait-for-database.js';

/** Data to show the product with, and the modules that it is made through. */
export interface DemoData {
  modules: NonNullable<DynamicModule['imports']>;
  load(context: INestApplicationContext, organizationId: string): Promise<void>;
}

/**
 * Brings the database to where the product can start: schema, default organization, first admin, and into
 * an empty one the demo data, where it is wanted. Doing it again changes nothing.
 */
export function setUp(env: Env, tell: Tell, demo?: DemoData): Promise<void> {
  return exclusively(env.databaseUrl, tell, async () => {
    const done = await runMigrations(env.databaseUrl, tell);
    tell(done.length === 0 ? 'the schema is up to date' : `migrated: ${done.join(', ')}`);
    await inContext(env, demo?.modules ?? [], (context) => prepare(context, env, tell, demo));
  });
}

/** Runs `work` with the product's services, without HTTP. */
export async function inContext<T>(
  env: Env,
  more: NonNullable<DynamicModule['imports']>,
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const context = await NestFactory.createApplicationContext(SetupModule.with(env, more), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

async function prepare(
  context: INestApplicationContext,
  env: Env,
  tell: Tell,
  demo?: DemoData,
): Promise<void> {
  const setup = context.get(OrganizationSetup);
  const organization = await setup.ensureDefault();
  if (organization.isNew) tell('made the organization "Clinic" (code default)');
  if (env.firstAdmin && (await setup.ensureAdmin(organization.id, env.firstAdmin)))
    tell(`made the first admin, ${env.firstAdmin.email}`);
  if (!demo || !env.demoData || !(await setup.isEmpty())) return;
  await demo.load(context, organization.id);
  tell('loaded the demo data');
}
