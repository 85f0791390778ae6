import type { FastifyInstance, InjectOptions } from 'fastify';
import { OutboxHint } from '../platform/queue/outbox-hint.js';

export const BOARD_PATH = '/queues';

/** Bull's board over our queues, to look at: it runs beside the API's routes and is asked in-process. */
export class QueueBoard {
  private board: Promise<FastifyInstance> | null = null;

  constructor(private readonly hint: OutboxHint) {}

  /** Loaded when somebody looks for the first time: nobody else pays for it. */
  async show(request: InjectOptions): Promise<{ statusCode: number; headers: object; rawPayload: Buffer }> {
    const server = await (this.board ??= this.load());
    return server.inject(request);
  }

  async close(): Promise<void> {
    if (this.board) await (await this.board).close();
  }

  private async load(): Promise<FastifyInstance> {
    const [{ fastify }, { createBullBoard }, { BullAdapter }, { FastifyAdapter }] = await Promise.all([
      import('fastify'),
      import('@bull-board/api'),
      import('@bull-board/api/bullAdapter'),
      import('@bull-board/fastify'),
    ]);
    const serverAdapter = new FastifyAdapter();
    serverAdapter.setBasePath(BOARD_PATH);
    const queues = (await this.hint.allQueues()).map(
      (queue) => new BullAdapter(queue, { readOnlyMode: true }),
    );
    createBullBoard({ queues, serverAdapter, options: { uiConfig: { boardTitle: 'Kept queues' } } });
    const server = fastify();
    await server.register(serverAdapter.registerPlugin(), { prefix: BOARD_PATH });
    await server.ready();
    return server;
  }
}
