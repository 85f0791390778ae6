import type { INestApplicationContext } from '@nestjs/common';
import { stopTracing } from './tracing/tracing.js';

/** Longer than anything in flight takes; supervisors kill after ten seconds or so. */
const PATIENCE_MS = 9_000;

/** On SIGTERM or SIGINT: finish what is in flight, close everything, go; and go in any case after nine seconds. */
export function stopInTime(app: INestApplicationContext): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), PATIENCE_MS).unref();
      void app
        .close()
        .then(stopTracing)
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
}
