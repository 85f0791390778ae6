import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { HttpClient, type JsonBody } from '../support/http-client.js';
import { World } from '../support/world.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

describe('the OpenAPI document', () => {
  let world: World;
  let document: JsonBody;

  beforeAll(async () => {
    world = await World.open();
    ({ body: document } = await new HttpClient(world.app).get('//openapi.json'));
  });

  afterAll(() => world.close());

  const operations = (): { path: string; method: string; operation: JsonBody }[] =>
    Object.entries(document.paths as Record<string, JsonBody>).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => ({ path, method, operation: item[method] })),
    );

  it('passes the linter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kept-openapi-'));
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const cli = resolve('node_modules/@redocly/cli/bin/cli.js');
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const run = promisify(execFile)(
      process.execPath,
      [cli, 'lint', '--config', resolve('redocly.yaml'), file],
      { env },
    );
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    await rm(folder, { recursive: true });
    expect(stdout + stderr).toMatch(/Your API description is valid/);
    expect(stdout + stderr).not.toMatch(/\d+ warnings?/);
  }, 60_000);

  it('names every operation once and says what it answers and refuses', () => {
    const ids = operations().map(({ operation }) => operation.operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method, operation } of operations()) {
      const statuses = Object.keys(operation.responses as object);
      expect({ path, method, ok: statuses.filter((status) => status.startsWith('2')).length }).toEqual({
        path,
        method,
        ok: 1,
      });
      expect(statuses).toContain('503');
      expect([path, statuses.includes('429')]).toEqual([path, !/^\/health|\/sms\//.test(path)]);
      if (operation.security?.length !== 0) expect(statuses).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('says what each group of operations is for', () => {
    for (const tag of document.tags)
      expect(tag).toEqual({ name: expect.any(String), description: expect.any(String) });
  });
});
