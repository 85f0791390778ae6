import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startApi } from '../support/api-process.js';
import { createDatabase, redisUrl, type TestDatabase } from '../support/test-database.js';
import { TEST_SECRET } from '../support/test-env.js';

describe('the API', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'kept-connections-'));
  });

  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('speaks to its database and its Redis, and to nobody else', async () => {
    const file = join(folder, 'hosts');
    const recorder = pathToFileURL(resolve('test/support/record-connections.mjs')).href;
    const api = await startApi({
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      JWT_SECRET: TEST_SECRET,
      KEPT_CONNECTIONS_FILE: file,
      NODE_OPTIONS: `--import=${recorder}`,
    });
    for (const path of ['/docs', '/openapi.json', '/health/ready', '/api/v1/facilities'])
      await fetch(api.url + path);
    await api.stop();
    const hosts = (await readFile(file, 'utf8')).trim().split('\n');
    // PostgreSQL was spoken to: what records is there.
    expect(hosts).toContain(new URL(database.url).hostname);
    expect(hosts.filter((host) => !/^(127\.0\.0\.1|::1|localhost)$/.test(host))).toEqual([]);
  });
});
