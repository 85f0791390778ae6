import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeardRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Answering = (request: HeardRequest, response: ServerResponse) => void;

/** An HTTP server that answers as a test says, and remembers what it was asked. */
export class HttpSink {
  readonly heard: HeardRequest[] = [];
  answer: Answering = (_, response) => response.end();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<HttpSink> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const heard = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
        sink.heard.push(heard);
        sink.answer(heard, response);
      });
    });
    const sink = new HttpSink(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get last(): HeardRequest {
    const last = this.heard.at(-1);
    if (!last) throw new Error('nobody asked');
    return last;
  }

  /** Answers from now on, as a server does that knows nothing but this. */
  says(status: number, body: string | object, headers: Record<string, string> = {}): void {
    const isText = typeof body === 'string';
    const contentType = isText ? 'text/plain' : 'application/json';
    this.answer = (_, response) => {
      response.writeHead(status, { 'content-type': contentType, ...headers });
      response.end(isText ? body : JSON.stringify(body));
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
