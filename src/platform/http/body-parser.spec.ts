import fastify, { type FastifyInstance } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { type AcceptingRoute, FORM, MULTIPART, TEXT } from './accepts.js';
import { installBodyParser } from './body-parser.js';

describe('what a route takes beside JSON', () => {
  let server: FastifyInstance;

  beforeAll(async () => {
    server = fastify();
    installBodyParser(server);
    server.setErrorHandler(async (error, _request, reply) => {
      return reply.status(400).send(error instanceof DomainError ? error.code : 'another error');
    });
    for (const accepts of [undefined, FORM, TEXT, MULTIPART] as const) {
      const config: AcceptingRoute = accepts ? { accepts: [accepts] } : {};
      const url = `/${accepts?.split('/')[0] ?? 'json'}`;
      server.post(url, { config }, (request) => ({ body: request.body }));
    }
    await server.ready();
  });

  afterAll(() => server.close());

  const post = async (url: string, contentType: string, payload: string): Promise<unknown> => {
    const answer = await server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': contentType },
      payload,
    });
    return answer.statusCode === 200 ? answer.json<{ body: unknown }>().body : answer.body;
  };

  it('is a form where the route says so, and nowhere else', async () => {
    const form = 'From=%2B254712345678&Body=a+b%26c+%E2%82%AC';
    expect(await post('/application', FORM, form)).toEqual({ From: '+254712345678', Body: 'a b&c €' });
    expect(await post('/application', `${FORM}; charset=utf-8`, 'a=')).toEqual({ a: '' });
    expect(await post('/json', FORM, form)).toBe('unsupported_media_type');
    expect(await post('/text', FORM, form)).toBe('unsupported_media_type');
  });

  it('is JSON by another name where the route says so, and nowhere else', async () => {
    expect(await post('/text', 'text/plain; charset=UTF-8', '{"Type":"x"}')).toEqual({ Type: 'x' });
    expect(await post('/text', TEXT, 'hello')).toBe('malformed_request');
    expect(await post('/json', TEXT, '{}')).toBe('unsupported_media_type');
  });

  it('is a form in parts, unread, where the route says so, and nowhere else', async () => {
    const parts = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n';
    expect(await post('/multipart', `${MULTIPART}; boundary=x`, parts)).toBeUndefined();
    expect(await post('/application', `${MULTIPART}; boundary=x`, parts)).toBe('unsupported_media_type');
  });

  it.each([
    ['a field twice', 'a=1&a=2', 'malformed_request'],
    ['NUL', 'a=%00', 'validation_failed'],
    ['a prototype', '__proto__=1', 'validation_failed'],
  ])('refuses a form with %s', async (_, form, code) => {
    expect(await post('/application', FORM, form)).toBe(code);
  });

  it('makes text of what is no UTF-8 or no escape', async () => {
    expect(await post('/application', FORM, 'a=%ff&b=%&c=%ed%a0%80')).toEqual({
      a: '\ufffd',
      b: '%',
      c: '\ufffd\ufffd\ufffd',
    });
  });
});
