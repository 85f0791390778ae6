import { Gauge, type Registry } from 'prom-client';
import { inTime } from '../in-time.js';

const PATIENCE_MS = 2_000;

/**
 * A gauge whose value is asked for at each scrape, from the database for example. While there is no answer it is
 * absent, so that nobody takes an old figure for today's, and the other metrics are served all the same.
 */
export function askedGauge(
  registry: Registry,
  { name, help }: { name: string; help: string },
  ask: () => Promise<number>,
): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: async () => {
      const value = await inTime(ask(), PATIENCE_MS);
      if (value === null) gauge.remove();
      else gauge.set(value);
    },
  });
}
