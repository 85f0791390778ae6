import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Answer<Body = JsonBody> {
  status: number;
  headers: Record<string, string | undefined>;
  body: Body;
}

/** JSON of an answer whose shape the test itself asserts. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions say the shape
export type JsonBody = any;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Speaks to an application over its real HTTP stack, as one user. */
export class HttpClient {
  constructor(
    private readonly app: NestFastifyApplication,
    private readonly token?: string,
  ) {}

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('PUT', path, body, headers);
  }

  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('PATCH', path, body, headers);
  }

  delete(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('DELETE', path, undefined, headers);
  }

  as(token: string): HttpClient {
    return new HttpClient(this.app, token);
  }

  /** `path` below `/api/v1`, or from the root when it starts with `//`. */
  async send(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isRaw = typeof body === 'string';
    const response = await this.app.inject({
      method,
      url: path.startsWith('//') ? path.slice(1) : path.startsWith('/api/') ? path : `/api/v1${path}`,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: isRaw ? body : JSON.stringify(body) }),
    });
    const isJson = String(response.headers['content-type'] ?? '').includes('json');
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string | undefined>,
      body: isJson ? response.json() : response.body,
    };
  }
}
