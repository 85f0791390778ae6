import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { MetricsAddress } from '../../config/env.js';

/**
 * Serves `GET /metrics` on a port of its own, which the public never reaches, with the process's own figures
 * (memory, CPU, event-loop lag) beside those of the product. It does not keep the process alive.
 * @throws when the port is taken
 */
export async function serveMetrics(registry: Registry, { host, port }: MetricsAddress): Promise<Server> {
  collectDefaultMetrics({ register: registry });
  const server = createServer(answerWith(registry)).listen(port, host).unref();
  await once(server, 'listening');
  return server;
}

function answerWith(registry: Registry): RequestListener {
  return (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  };
}
