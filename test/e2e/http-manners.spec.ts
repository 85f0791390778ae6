import { type Person, World } from '../support/world.js';
import { HttpClient } from '../support/http-client.js';

describe('HTTP manners', () => {
  let world: World;
  let admin: Person;
  let anyone: HttpClient;

  beforeAll(async () => {
    world = await World.open();
    admin = await world.signIn('admin');
    anyone = new HttpClient(world.app);
  });

  afterAll(() => world.close());

  const problem = (status: number, code: string): object =>
    expect.objectContaining({
      type: `urn:kept:problem:${code}`,
      status,
      code,
      request_id: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
    });

  it.each([
    [
      'form bodies',
      415,
      'unsupported_media_type',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'name=x',
    ],
    ['plain text', 415, 'unsupported_media_type', { 'content-type': 'text/plain' }, 'hello'],
    ['broken JSON', 400, 'malformed_request', {}, '{"name":'],
    ['12,000 levels of JSON', 400, 'malformed_request', {}, '['.repeat(12_000) + ']'.repeat(12_000)],
    ['a list for an object', 400, 'validation_failed', {}, '[1]'],
    ['a text for an object', 400, 'validation_failed', {}, '"x"'],
    ['null for an object', 400, 'validation_failed', {}, 'null'],
    ['__proto__', 400, 'validation_failed', {}, '{"__proto__":{"is_admin":true}}'],
    ['NUL in a key', 400, 'validation_failed', {}, '{"na\\u0000me":"x"}'],
    ['half a surrogate pair', 400, 'validation_failed', {}, '{"name":"\\ud800"}'],
    ['a body of a megabyte', 413, 'payload_too_large', {}, JSON.stringify({ name: 'x'.repeat(1_000_000) })],
  ])('refuses %s', async (_, status, code, headers, body) => {
    const answer = await admin.post('/facilities', body, headers);
    expect(answer.body).toEqual(problem(status, code));
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('says what is missing, field by field', async () => {
    const { body } = await admin.post('/facilities');
    expect(Object.keys(body.errors)).toEqual(['name', 'code', 'timezone']);
  });

  it('gives and takes request ids', async () => {
    expect((await anyone.get('//health/live', { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe(
      'abc-1',
    );
    const strange = await anyone.get('/facilities', { 'x-request-id': 'a b\tc' });
    expect(strange.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(strange.body.request_id).toBe(strange.headers['x-request-id']);
  });

  it('asks for a token, and says nothing of why one is no good', async () => {
    const none = await anyone.get('/facilities');
    expect(none.body).toEqual(problem(401, 'unauthenticated'));
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect((await anyone.as('x.y.z').get('/facilities')).body).toEqual(problem(401, 'invalid_token'));
  });

  it('knows no more than there is', async () => {
    expect((await admin.get('/nothing')).body).toEqual(problem(404, 'not_found'));
    expect((await admin.get('/facilities/not-an-id')).body).toEqual(problem(404, 'not_found'));
    expect((await admin.get('/facilities/%00')).status).toBe(400);
    expect((await admin.get('/facilities?search=%00')).status).toBe(400);
    expect((await admin.get('/facilities?search=%')).status).toBeLessThan(500);
    expect((await admin.put('/facilities', {})).status).toBe(404);
  });

  it('accepts a trailing slash', async () => {
    expect((await admin.get('/facilities/')).status).toBe(200);
    expect((await admin.get('/facilities/?page_size=1')).status).toBe(200);
  });

  it('keeps answers out of caches and browsers out of trouble', async () => {
    const { headers } = await admin.get('/facilities');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toBeDefined();
  });

  it('tells whether it lives and is ready', async () => {
    expect((await anyone.get('//health/live')).body).toEqual({ status: 'ok' });
    const ready = await anyone.get('//health/ready');
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'ok', checks: { database: 'up', migrations: 'up', redis: 'off' } },
    ]);
  });

  it('serves its documents', async () => {
    const document = await anyone.get('//openapi.json');
    expect([document.status, document.body.openapi]).toEqual([200, '3.1.0']);
    const page = await anyone.get('//docs');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html']);
  });
});
