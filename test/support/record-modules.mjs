// Loaded before the product (`--import`): writes down, when it ends, which packages and parts of Node it has loaded.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);

process.once('exit', () => {
  const packages = Object.keys(cache).map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  writeFileSync(
    process.env.KEPT_MODULES_FILE,
    [...new Set([...packages, ...process.moduleLoadList])].join('\n'),
  );
});
