import { HttpClient, type JsonBody } from './http-client.js';
import type { World } from './world.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One operation of the OpenAPI document. */
export interface ApiOperation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its placeholders: `/api/v1/topics/{id}`. */
  path: string;
  tag: string;
  said: JsonBody;
}

/** What the application says of itself. */
export async function readOpenApi(world: World): Promise<{ document: JsonBody; operations: ApiOperation[] }> {
  const { body: document } = await new HttpClient(world.app).get('//openapi.json');
  const paths = Object.entries(document.paths as Record<string, JsonBody>);
  const operations = paths.flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      id: String(item[method].operationId),
      method: method.toUpperCase() as ApiOperation['method'],
      path,
      tag: String(item[method].tags[0]),
      said: item[method],
    })),
  );
  return { document, operations };
}

/** The path with `id`, and `subId`, in place of its placeholders, as the test client wants it. */
export function pathTo(operation: ApiOperation, id = '', query = '', subId = ''): string {
  const ids = [id, subId];
  const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(ids.shift() ?? ''));
  return `${path.startsWith('/api/') ? '' : '/'}${path}${query === '' ? '' : `?${query}`}`;
}
