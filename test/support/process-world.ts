import { Pool } from 'pg';
import type { Role } from '../../src/domain/roles.js';
import { type ApiProcess, type Listener, startApi } from './api-process.js';
import { Seed } from './seed.js';
import { seedToken } from './sign-in.js';
import { createDatabase, redisUrl } from './test-database.js';

interface Wanted {
  /** How many API processes, over the one database. */
  apis?: number;
  env?: Record<string, string>;
  /** A database that the test brings along, instead of a new one. */
  databaseUrl?: string;
  listen?: Listener;
}

/** The built API in processes of its own, over one database that tests look into. */
export class ProcessWorld {
  private constructor(
    readonly databaseUrl: string,
    readonly db: Pool,
    readonly seed: Seed,
    readonly env: Record<string, string>,
    readonly apis: ApiProcess[],
    private readonly drop: () => Promise<void>,
  ) {}

  static async open({ apis = 1, env: more = {}, databaseUrl, listen }: Wanted = {}): Promise<ProcessWorld> {
    const made =
      databaseUrl === undefined ? await createDatabase() : { url: databaseUrl, drop: async () => {} };
    // A pool, for a drill may take the server away and bring it back.
    const db = new Pool({ connectionString: made.url, max: 4 });
    db.on('error', () => undefined);
    const seed = await new Seed(db).organization('default');
    const env = {
      DATABASE_URL: made.url,
      REDIS_URL: redisUrl(),
      JWT_SECRET: 'a secret that is only used by drills',
      RATE_LIMIT_PER_MINUTE: '0',
      LOGIN_ATTEMPTS_PER_15_MINUTES: '0',
      ...more,
    };
    const started = await Promise.all(Array.from({ length: apis }, () => startApi(env, listen)));
    return new ProcessWorld(made.url, db, seed, env, started, made.drop);
  }

  async close(): Promise<void> {
    await Promise.all(this.apis.map((api) => api.stop()));
    await this.db.end();
    await this.drop();
  }

  /** The address of one of the processes; `n` may be any number. */
  url(n = 0): string {
    return this.apis[n % this.apis.length]?.url ?? '';
  }

  /** Kills a process (-9) and starts it again on the same port. */
  async killAndRestart(n = 0): Promise<void> {
    const api = this.apis[n];
    if (!api) throw new Error('there is no such process');
    await api.stop('SIGKILL');
    this.apis[n] = await startApi({ ...this.env, PORT: new URL(api.url).port });
  }

  /** One process more, with other settings. */
  async oneMore(env: Record<string, string>): Promise<ApiProcess> {
    const api = await startApi({ ...this.env, ...env });
    this.apis.push(api);
    return api;
  }

  /** The access token of somebody new. */
  signIn(role: Role, url = this.url()): Promise<string> {
    return seedToken(this.db, this.seed.organizationId, url, role);
  }
}
