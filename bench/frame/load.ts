import type { Bench } from './bench.js';
import type { Load, LoadResult } from './load-generator.js';
import { Helper } from './service.js';

/** A load generator, which is a process of its own. */
export function loadOf(bench: Bench, load: Load): { run(seconds: number): Promise<number> } {
  const helper = Helper.start(bench, 'load-generator.ts');
  return {
    run: async (seconds) => (await helper.ask<LoadResult>({ load, seconds })).perSecond,
  };
}
