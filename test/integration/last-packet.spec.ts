import { type AddressInfo, createServer, type Server } from 'node:net';
import { makeDataSource } from '../../src/platform/database/data-source.js';

/** A message of PostgreSQL's protocol: its letter, its length, its fields. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const ENDED = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

describe('a server that ends a connection in the packet of its last answer', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, ENDED])));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterAll(() => new Promise((done) => server.close(done)));

  it('fails who wanted it, and ends no process', async () => {
    const ended: unknown[] = [];
    const watch = (error: unknown): number => ended.push(error);
    process.on('uncaughtException', watch);
    const { port } = server.address() as AddressInfo;
    const source = makeDataSource({
      url: `postgres://kept@127.0.0.1:${port}/kept`,
      poolSize: 1,
      applicationName: 'test',
    });
    await expect(source.initialize()).rejects.toThrow();
    process.off('uncaughtException', watch);
    expect(ended).toEqual([]);
  });
});
