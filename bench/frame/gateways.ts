import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the API and the worker talk to: a mail server, an SMS gateway that answers as Twilio does, and the way to Redis. */
export const OUTSIDE = ['mail', 'sms', 'redis'] as const;
export type Outside = (typeof OUTSIDE)[number];
export type Health = 'well' | 'slow' | 'gone';

export type GatewayTask = { redisUrl: string } | { outside: Outside; health: Health };
export type GatewayPorts = Record<Outside, number>;

const SLOW_MS = 5_000;
const health: Record<Outside, Health> = { mail: 'well', sms: 'well', redis: 'well' };
const sockets: Record<Outside, Set<Socket>> = { mail: new Set(), sms: new Set(), redis: new Set() };

const slowness = (of: Outside): Promise<void> =>
  new Promise((done) => setTimeout(done, health[of] === 'slow' ? SLOW_MS : 0));

/** Somebody who is gone cuts every connection, and takes no new one. */
function welcome(outside: Outside, socket: Socket): void {
  if (health[outside] === 'gone') socket.destroy();
  sockets[outside].add(socket);
  socket.once('close', () => sockets[outside].delete(socket)).on('error', () => undefined);
}

async function startMail(): Promise<number> {
  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      stream.resume();
      stream.once('end', () => void slowness('mail').then(() => done(null)));
    },
  });
  mail.on('error', () => undefined);
  mail.server.on('connection', (socket: Socket) => welcome('mail', socket));
  return listen(mail.server);
}

async function startSms(): Promise<number> {
  let sent = 0;
  const sms = createHttpServer((request, response) => {
    request.resume().once('end', () => {
      const sid = `SM${String(++sent).padStart(32, '0')}`;
      const answer = JSON.stringify({ sid, status: 'queued' });
      void slowness('sms').then(() =>
        response.writeHead(201, { 'content-type': 'application/json' }).end(answer),
      );
    });
  });
  sms.on('connection', (socket) => welcome('sms', socket));
  return listen(sms);
}

/** Everything that Redis says comes late, or nothing at all. */
async function startRedis(redisUrl: string): Promise<number> {
  const { hostname, port } = new URL(redisUrl);
  const proxy = createTcpServer((socket) => {
    welcome('redis', socket);
    const redis = connect(Number(port || 6379), hostname);
    redis.on('error', () => socket.destroy()).once('close', () => socket.destroy());
    socket.once('close', () => redis.destroy());
    socket.pipe(redis);
    redis.on('data', (part) => {
      if (health.redis === 'slow') void slowness('redis').then(() => socket.writable && socket.write(part));
      else socket.write(part);
    });
  });
  return listen(proxy);
}

async function listen(server: ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function act(task: GatewayTask): Promise<GatewayPorts | Health> {
  if ('redisUrl' in task) {
    const [mail, sms, redis] = await Promise.all([startMail(), startSms(), startRedis(task.redisUrl)]);
    return { mail, sms, redis };
  }
  health[task.outside] = task.health;
  // Who was slow lets go of what hangs, too.
  if (task.health !== 'slow') for (const socket of sockets[task.outside]) socket.destroy();
  return task.health;
}

process.on('message', (task: GatewayTask) => {
  void act(task).then((answer) => process.send?.(answer));
});
