import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Module, StreamableFile } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { giveLongAnswersTime, LongAnswer } from './long-answer.js';

const ANSWER_TIMEOUT_MS = 100;

async function* slowly(): AsyncGenerator<string> {
  yield 'whole';
  await pause(ANSWER_TIMEOUT_MS * 5);
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
}

@Module({ controllers: [Documents] })
class DocumentsModule {}

describe('an answer that takes longer than others may', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const adapter = new FastifyAdapter({ handlerTimeout: ANSWER_TIMEOUT_MS });
    app = await NestFactory.create<NestFastifyApplication>(DocumentsModule, adapter, { logger: false });
    giveLongAnswersTime(adapter.getInstance());
    await app.listen(0);
  });

  afterAll(() => app.close());

  const read = async (path: string): Promise<string> => (await fetch(`${await app.getUrl()}/${path}`)).text();

  it('comes whole where the route says so, and is cut off elsewhere', async () => {
    expect(await read('long')).toBe('whole document');
    await expect(read('usual')).rejects.toThrow('terminated');
  });
});
