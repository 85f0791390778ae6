import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Bench } from '../frame/bench.js';

const SPEC = 'test/drills/query-count.spec.ts';

/** Statements of every request, counted by the test that keeps them constant. */
export async function statements(bench: Bench): Promise<void> {
  const output = await runSpec();
  const table = output.split('P9 statements per request')[1]?.split('\n').slice(1) ?? [];
  const counts = table.map((line) => /^(.*\S)\s+(\d+)$/.exec(line)).filter((match) => match !== null);
  if (counts.length === 0) throw new Error(output);
  for (const [, route, count] of counts) bench.say(`  ${route?.padEnd(44)} ${count}`);
  const failed = /Tests:\s+(\d+) failed/.exec(output)?.[1] ?? 0;
  const named = Object.fromEntries(counts.map(([, route, count]) => [route ?? '', Number(count)]));
  bench.record('P9', Number(failed), named);
}

async function runSpec(): Promise<string> {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest.js');
  const child = spawn(process.execPath, [jest, SPEC], { env: { ...process.env, NODE_ENV: 'test' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  await new Promise((done) => child.once('close', done));
  return output;
}
