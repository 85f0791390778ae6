import { type AddressInfo, connect } from 'node:net';
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
    [
      'a list in a list of objects',
      400,
      'validation_failed',
      {},
      '{"name":"x","code":"x","timezone":"UTC","opening_hours":[[]]}',
    ],
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

  it.each([
    ['a percent sign that escapes nothing', '/topics/%', 400, 'malformed_request'],
    ['bytes that are no UTF-8', '/topics/%ff', 400, 'malformed_request'],
    ['half a surrogate pair in a path', '/appointments/by-patient/%ed%a0%80', 400, 'malformed_request'],
    ['a path longer than any id', `/topics/${'x'.repeat(500)}`, 404, 'not_found'],
  ])('refuses %s', async (_, path, status, code) => {
    const answer = await admin.get(path, { 'x-request-id': 'abc-2' });
    expect(answer.body).toEqual(problem(status, code));
    expect([answer.status, answer.headers['x-request-id'], answer.headers['cache-control']]).toEqual([
      status,
      'abc-2',
      'no-store',
    ]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('answers what is not even HTTP', async () => {
    await world.app.listen(0, '127.0.0.1');
    const { port } = world.app.getHttpServer().address() as AddressInfo;
    const say = async (bytes: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8');
      socket.write(bytes);
      let heard = '';
      for await (const text of socket) heard += String(text);
      return heard;
    };
    const garbled = await say('GARBAGE\r\n\r\n');
    expect(garbled).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/);
    expect(JSON.parse(garbled.slice(garbled.indexOf('{')))).toEqual(problem(400, 'malformed_request'));
    const long = await say(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1.1 431 /);
    expect(long).toContain('"status":431');
  });

  it('keeps what was asked for in the links of a page, question marks too', async () => {
    for (const name of ['Why? One', 'Why? Two'])
      expect((await admin.post('/topics', { name, duration_minutes: 5 })).status).toBe(201);
    const { body } = await admin.get('/topics?page_size=1&search=why?');
    expect(body.next).toContain('search=why%3F');
    expect((await admin.get(String(body.next))).body.results).toMatchObject([{ name: 'Why? Two' }]);
  });

  it.each([
    ['the 30th of February', '2026-02-30T00:00:00.000Z'],
    ['the year 0', '0000-01-01T00:00:00.000Z'],
    ['24 o’clock', '2026-01-01T24:00:00.000Z'],
    ['no time', 'soon'],
  ])('refuses a cursor of %s', async (_, value) => {
    const id = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10';
    const cursor = Buffer.from(JSON.stringify(['created_at', 0, value, id])).toString('base64url');
    const { status, body } = await admin.get(`/topics?cursor=${cursor}`);
    expect([status, body.code]).toEqual([400, 'invalid_cursor']);
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

  it('keeps answers out of caches and browsers out of trouble, each time, and when it refuses', async () => {
    const answers = [
      await admin.get('/facilities'),
      await admin.get('/facilities'),
      await anyone.get('/facilities'),
      await anyone.get('/no-such-thing'),
      await admin.post('/facilities', '{'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404, 400]);
    for (const { headers } of answers)
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'self';.*script-src 'self';/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'origin-agent-cluster': '?1',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-dns-prefetch-control': 'off',
        'x-download-options': 'noopen',
        'x-frame-options': 'SAMEORIGIN',
        'x-permitted-cross-domain-policies': 'none',
        'x-xss-protection': '0',
      });
  });

  it('tells whether it lives and is ready', async () => {
    expect((await anyone.get('//health/live')).body).toEqual({ status: 'ok' });
    const ready = await anyone.get('//health/ready');
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'ok', checks: { database: 'up', migrations: 'up', redis: 'off', replica: 'off' } },
    ]);
  });

  it('serves its documents', async () => {
    const document = await anyone.get('//openapi.json');
    expect([document.status, document.body.openapi]).toEqual([200, '3.1.0']);
    const page = await anyone.get('//docs');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html']);
  });
});
