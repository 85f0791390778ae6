import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startApi } from '../support/api-process.js';
import { createDatabase, redisUrl, type TestDatabase } from '../support/test-database.js';
import { TEST_SECRET } from '../support/test-env.js';

/** What an API needs for some requests only, or never. Each takes megabytes, and its part of the second until the first answer. */
const NOT_AT_START = [
  '@aws-sdk/client-sns',
  '@bull-board/api',
  '@opentelemetry/sdk-trace-node',
  'ajv',
  'bull',
  'handlebars',
  'nodemailer',
  // `fetch`
  'NativeModule internal/deps/undici/undici',
];

describe('an API that nobody has asked for anything', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'kept-modules-'));
  });

  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  /** The packages and parts of Node that an API has loaded when it ends. */
  async function loadedAfter(...paths: string[]): Promise<string[]> {
    const file = join(folder, 'modules');
    const recorder = pathToFileURL(resolve('test/support/record-modules.mjs')).href;
    const api = await startApi({
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      JWT_SECRET: TEST_SECRET,
      KEPT_MODULES_FILE: file,
      NODE_OPTIONS: `--import=${recorder}`,
    });
    const answers = await Promise.all(paths.map((path) => fetch(api.url + path)));
    await api.stop();
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    return (await readFile(file, 'utf8')).split('\n');
  }

  it('holds nothing that only some requests need', async () => {
    const loaded = await loadedAfter();
    expect(loaded).toContain('typeorm');
    expect(loaded.filter((name) => NOT_AT_START.includes(name))).toEqual([]);
  });

  it('finds what it has not loaded yet when it is asked for a page', async () => {
    const loaded = await loadedAfter('/reset-password?token=x&lang=en', '/docs', '/openapi.json');
    expect(loaded).toContain('handlebars');
  });
});
