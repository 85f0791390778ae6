import type { JsonBody } from './http-client.js';

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: JsonBody;
  ms: number;
}

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  token?: string;
  body?: object;
  headers?: Record<string, string>;
  /** How long to wait for the answer. */
  timeoutMs?: number;
}

/** Asks an API process over the network. Throws when the connection breaks, or nothing comes in time. */
export async function ask(url: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
  const { token, body, headers, timeoutMs } = request;
  const started = performance.now();
  const response = await fetch(path.startsWith('/health') ? `${url}${path}` : `${url}/api/v1${path}`, {
    method: request.method ?? (body ? 'POST' : 'GET'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
    ms: performance.now() - started,
  };
}
