import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { MIGRATIONS } from '../../migrations/index.js';
import { createDatabase } from '../../test/support/test-database.js';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { fillWorld, type People } from './fill-world.js';

/** A filled database: a clinic with so many appointments. */
export interface World extends People {
  url: string;
  db: Client;
}

/** The size that most cases are measured with: 10,000 appointments of one provider, and 2,000 of others. */
export const SMALL = 12_000;

/** Databases to measure in, made once for each size and copied for each case. */
export class Worlds {
  private readonly templates = new Map<number, Promise<{ name: string; people: People }>>();
  private readonly open: (() => Promise<void>)[] = [];

  constructor(
    private readonly admin: Client,
    private readonly keep: boolean,
  ) {}

  /**
   * A copy of one's own of the clinic with so many appointments. A large one that nobody keeps is not copied: one case
   * asks for it, and once.
   */
  async world(appointments = SMALL): Promise<World> {
    let template = this.templates.get(appointments);
    if (!template) this.templates.set(appointments, (template = this.template(appointments)));
    const { name, people } = await template;
    const isItself = appointments > SMALL && !this.keep;
    const database = isItself ? { url: urlOf(name), drop: nothing } : await createDatabase(name);
    const db = new Client({ connectionString: database.url });
    db.on('error', () => undefined);
    await db.connect();
    this.open.push(async () => {
      await db.end();
      await database.drop();
    });
    return { ...people, url: database.url, db };
  }

  private async template(appointments: number): Promise<{ name: string; people: People }> {
    const name = `kept_bench_${appointments}_${schemaHash()}`;
    const found = await this.admin.query<{ people: string }>(
      `SELECT shobj_description(oid, 'pg_database') AS people FROM pg_database WHERE datname = $1`,
      [name],
    );
    const people = found.rows[0]?.people
      ? (JSON.parse(found.rows[0].people) as People)
      : await this.fill(name, appointments);
    if (!this.keep)
      this.open.unshift(async () => void (await this.admin.query(`DROP DATABASE ${name} WITH (FORCE)`)));
    return { name, people };
  }

  /** Under another name until it is whole, with what is in it as the database's comment. */
  private async fill(name: string, appointments: number): Promise<People> {
    const unfinished = `${name}_unfinished`;
    await this.admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await this.admin.query(`CREATE DATABASE ${unfinished}`);
    const people = await migrateAndFill(urlOf(unfinished), appointments);
    await this.admin.query(
      `COMMENT ON DATABASE ${unfinished} IS ${this.admin.escapeLiteral(JSON.stringify(people))}`,
    );
    await this.admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
    return people;
  }

  async close(): Promise<void> {
    for (const close of this.open.reverse()) await close();
  }
}

/** The template goes at the end, as all do. */
const nothing = (): Promise<void> => Promise.resolve();

function urlOf(database: string): string {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  url.pathname = `/${database}`;
  return url.href;
}

async function migrateAndFill(url: string, appointments: number): Promise<People> {
  const source = makeDataSource({ url, poolSize: 1, applicationName: 'kept-bench' });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
  const db = new Client({ connectionString: url });
  await db.connect();
  const started = performance.now();
  const people = await fillWorld(db, appointments).finally(() => db.end());
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(`  (filled ${appointments.toLocaleString('en')} appointments in ${seconds} s)`);
  return people;
}

/** What decides the rows. */
const FILLED_BY = ['./fill-world.ts', './fill-in-bulk.ts', '../../test/support/seed.ts'];

/** A kept database of another schema, or with other contents, must not be taken for ours. */
function schemaHash(): string {
  const hash = createHash('sha256').update(MIGRATIONS.map(String).join());
  for (const file of FILLED_BY) hash.update(readFileSync(new URL(file, import.meta.url)));
  return hash.digest('hex').slice(0, 10);
}
