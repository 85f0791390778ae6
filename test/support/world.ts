import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../../src/api.module.js';
import type { Env } from '../../src/config/env.js';
import type { Role } from '../../src/domain/roles.js';
import type { NewUser } from '../../src/identity/new-user.js';
import { OrganizationRepository } from '../../src/identity/organization.repository.js';
import { UserService } from '../../src/identity/user.service.js';
import { Database } from '../../src/platform/database/database.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import { HttpClient, type JsonBody } from './http-client.js';
import { createDatabase, type TestDatabase } from './test-database.js';
import { testEnv } from './test-env.js';

const PASSWORD = 'correct horse battery';

/** Somebody signed in. */
export interface Person extends HttpClient {
  readonly me: JsonBody;
}

/** Two organizations side by side, and people who sign in. */
export class World {
  private people = 0;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    private readonly rows: TestDatabase,
    readonly organizationId: string,
    readonly otherOrganizationId: string,
  ) {}

  static async open(env: Partial<Env> = {}): Promise<World> {
    const rows = await createDatabase();
    const app = await createHttpApp(ApiModule, testEnv(rows.url, { redisUrl: null, ...env }));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const database = app.get(Database);
    const organizations = app.get(OrganizationRepository);
    const ours = await organizations.insert(database.manager, {
      name: 'Hope',
      code: 'hope',
      country_code: 'KE',
    });
    const theirs = await organizations.insert(database.manager, {
      name: 'Other',
      code: 'other',
      country_code: 'RW',
    });
    // Tests book on days that are long to come.
    await database.manager.query(`UPDATE organization SET booking_horizon_days = 3650`);
    return new World(app, database, rows, ours, theirs);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.rows.drop();
  }

  /** An active user, signed in. */
  async signIn(role: Role, said: Partial<NewUser> = {}): Promise<Person> {
    const email = `${role}.${++this.people}@example.org`;
    const user = {
      organization_id: this.organizationId,
      role,
      email,
      first_name: 'Grace',
      last_name: 'Mwangi',
      ...said,
    };
    const users = this.app.get(UserService);
    await this.database.transaction((tx) => users.createActive(tx, { ...user, password: PASSWORD }));
    const nobody = new HttpClient(this.app);
    const { body } = await nobody.post('/auth/login', { identifier: user.email, password: PASSWORD });
    const client = nobody.as(String(body.access_token));
    return Object.assign(client, { me: (await client.get('/auth/me')).body });
  }

  /** Every page of a list, by its own links. */
  async walk(client: HttpClient, path: string, link: 'next' | 'previous' = 'next'): Promise<JsonBody[]> {
    const pages: JsonBody[] = [];
    for (let at: string | null = path; at !== null; at = pages.at(-1)[link] as string | null) {
      const { status, body } = await client.get(at);
      if (status !== 200) throw new Error(`${at}: ${status}`);
      pages.push(body);
    }
    return pages;
  }

  /** The types of the events of one subject, oldest first. */
  async eventsOf(id: string): Promise<string[]> {
    const events = await this.database.manager.query<{ type: string }[]>(
      `SELECT type FROM event WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    return events.map(({ type }) => type);
  }
}

export function idsOf(page: JsonBody): string[] {
  return (page.results as { id: string }[]).map(({ id }) => id);
}
