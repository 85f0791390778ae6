import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ApiModule } from '../../src/api.module.js';
import type { Env } from '../../src/config/env.js';
import type { Role } from '../../src/domain/roles.js';
import { UserService } from '../../src/identity/user.service.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import { type Answer, HttpClient } from '../support/http-client.js';
import { createDatabase } from '../support/test-database.js';
import { testEnv } from '../support/test-env.js';

export const PASSWORD = 'correct horse battery';

export interface Person {
  email: string;
  national_id: string;
}

/** An application over a database of its own, with one organization and one admin who is signed in. */
export class IdentityWorld {
  admin: HttpClient;
  anyone: HttpClient;
  private people = 0;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly source: DataSource,
    readonly env: Env,
    readonly organizationId: string,
    private readonly drop: () => Promise<void>,
  ) {
    this.anyone = new HttpClient(app);
  }

  static async open(overrides: Partial<Env> = {}): Promise<IdentityWorld> {
    const database = await createDatabase();
    const env = testEnv(database.url, { redisUrl: null, ...overrides });
    const app = await createHttpApp(ApiModule, env);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const world = new IdentityWorld(app, app.get(DataSource), env, uuidv7(), database.drop);
    await world.addOrganization(world.organizationId, 'default');
    const admin = await world.activePerson('admin');
    world.admin = world.anyone.as((await world.signIn(admin.email)).body.access_token);
    return world;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.drop();
  }

  async addOrganization(id: string, code: string): Promise<void> {
    const insert = `INSERT INTO organization (id, name, code, country_code) VALUES ($1, 'Clinic', $2, 'KE')`;
    await this.source.query(insert, [id, code]);
  }

  nextPerson(): Person {
    const number = ++this.people;
    return { email: `person${number}@example.org`, national_id: `ID-${number}` };
  }

  async activePerson(
    role: Role,
    more: { organization_id?: string; email?: string; password?: string } = {},
  ): Promise<Person & { id: string }> {
    const person = { ...this.nextPerson(), ...(more.email && { email: more.email }) };
    const names = { first_name: 'Amina', last_name: 'Otieno' };
    const organization_id = more.organization_id ?? this.organizationId;
    const password = more.password ?? PASSWORD;
    const users = this.app.get(UserService, { strict: false });
    const registration = role === 'provider' ? { kind: 'doctor' as const } : {};
    const made = await this.source.transaction((tx) =>
      users.createActive(tx, { ...person, ...names, role, organization_id, password, registration }),
    );
    return { ...person, id: made.id };
  }

  register(role: Role, more: object = {}): Promise<Answer> {
    const names = { first_name: 'Amina', last_name: 'Otieno' };
    return this.anyone.post('/auth/register', {
      ...this.nextPerson(),
      ...names,
      password: PASSWORD,
      role,
      ...more,
    });
  }

  signIn(identifier: string, password = PASSWORD, address?: string): Promise<Answer> {
    const headers = address === undefined ? undefined : { 'x-forwarded-for': address };
    return this.anyone.post('/auth/login', { identifier, password }, headers);
  }

  /** Events of these types since the database was made, oldest first. */
  events(
    ...types: string[]
  ): Promise<{ type: string; subject_id: string | null; details: Record<string, unknown> }[]> {
    return this.source.query('SELECT * FROM event WHERE type = ANY ($1) ORDER BY occurred_at, id', [types]);
  }
}
