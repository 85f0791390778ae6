import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { WorkerModule } from '../../src/worker.module.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';
import { testEnv } from '../support/test-env.js';

describe('the worker', () => {
  let database: TestDatabase;
  let worker: INestApplicationContext;

  beforeAll(async () => {
    database = await createDatabase();
  });

  afterAll(async () => {
    await worker.close();
    await database.drop();
  });

  it('forgets the answers of expired keys, and no others', async () => {
    const source = await seeded();
    worker = await NestFactory.createApplicationContext(
      WorkerModule.of(testEnv(database.url, { redisUrl: null })),
      {
        logger: false,
      },
    );
    let left: { key: string }[] = [];
    for (let n = 0; n < 100 && left.length !== 1; n++) {
      left = await source.query('SELECT key FROM idempotency_key');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(left).toEqual([{ key: 'fresh' }]);
    await source.destroy();
  });

  async function seeded(): Promise<DataSource> {
    const source = new DataSource({ type: 'postgres', url: database.url });
    await source.initialize();
    await source.query(
      `INSERT INTO idempotency_key (scope, key, request_hash, created_at)
       VALUES ('anyone', 'fresh', '', now() - interval '23 hours'), ('anyone', 'old', '', now() - interval '25 hours')`,
    );
    return source;
  }
});
