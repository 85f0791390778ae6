import Fastify from 'fastify';
import { Pool } from 'pg';
import type { Statement } from './captured.js';

/** What one cannot well be faster than in this house: Fastify, a pool, one prepared statement, its rows as they come. */
process.once('message', ({ url, statements }: { url: string; statements: Statement[] }) => {
  const pool = new Pool({ connectionString: url, max: 10 });
  const server = Fastify();
  statements.forEach(({ text, values }, index) => {
    server.get(`/${index}`, async () => (await pool.query({ name: 'bare', text, values })).rows);
  });
  void server.listen({ port: 0, host: '127.0.0.1' }).then((address) => {
    process.send?.(Number(new URL(address).port));
  });
});
