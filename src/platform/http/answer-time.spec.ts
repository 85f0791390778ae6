import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Module, Post, StreamableFile } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { limitAnswerTime, LongAnswer } from './answer-time.js';
import { ProblemFilter } from './problem.filter.js';

const TIMES = { usualMs: 100, longMs: 10_000, checkMs: 10 };

async function* slowly(): AsyncGenerator<string> {
  yield 'whole';
  await pause(TIMES.usualMs * 5);
  yield ' document';
}

@Controller()
class Documents {
  @Get('long')
  @LongAnswer()
  long(): StreamableFile {
    return new StreamableFile(Readable.from(slowly(), { objectMode: false }));
  }

  @Get('usual')
  usual(): StreamableFile {
    return new StreamableFile(Readable.from(slowly(), { objectMode: false }));
  }

  @Post('hangs')
  hangs(): Promise<never> {
    return new Promise(() => undefined);
  }
}

@Module({ controllers: [Documents] })
class DocumentsModule {}

describe('an answer that takes longer than others may', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const adapter = new FastifyAdapter();
    app = await NestFactory.create<NestFastifyApplication>(DocumentsModule, adapter, { logger: false });
    app.useGlobalFilters(new ProblemFilter(new Registry()));
    limitAnswerTime(adapter.getInstance(), TIMES);
    await app.listen(0);
  });

  afterAll(() => app.close());

  const ask = async (path: string, body?: string): Promise<Response> =>
    fetch(`${await app.getUrl()}/${path}`, body === undefined ? {} : { method: 'POST', body });

  it('comes whole where the route says so, and is cut off elsewhere', async () => {
    expect(await (await ask('long')).text()).toBe('whole document');
    await expect(ask('usual').then((answer) => answer.text())).rejects.toThrow('terminated');
  });

  it('is a 503 when there is nothing of it yet, also of a request that had a body', async () => {
    const answer = await ask('hangs', 'something');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await answer.json()).toMatchObject({ code: 'service_unavailable' });
  });
});
