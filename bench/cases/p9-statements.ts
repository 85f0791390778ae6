import { runTool } from '../../scripts/lib/run.mjs';
import type { Bench } from '../frame/bench.js';

const SPEC = 'test/drills/query-count.spec.ts';

/** Statements of every request, counted by the test that keeps them constant. */
export async function statements(bench: Bench): Promise<void> {
  const { output } = await runTool('jest', [SPEC], { env: { ...process.env, NODE_ENV: 'test' } });
  const table = output.split('P9 statements per request')[1]?.split('\n').slice(1) ?? [];
  const counts = table.map((line) => /^(.*\S)\s+(\d+)$/.exec(line)).filter((match) => match !== null);
  if (counts.length === 0) throw new Error(output);
  for (const [, route, count] of counts) bench.say(`  ${route?.padEnd(44)} ${count}`);
  const failed = /Tests:\s+(\d+) failed/.exec(output)?.[1] ?? 0;
  const named = Object.fromEntries(counts.map(([, route, count]) => [route ?? '', Number(count)]));
  bench.record('P9', Number(failed), named);
}
