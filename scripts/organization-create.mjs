// @ts-check
// `npm run organization:create`: beside a running `npm start` it finds that one's database by itself.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSet } from './lib/app-environment.mjs';
import { DATABASE_URL_FILE } from './lib/data-dir.mjs';
import { fromRoot, ROOT } from './lib/paths.mjs';

const kept = path.resolve(ROOT, process.env.DATA_DIR || '.data', DATABASE_URL_FILE);
if (!isSet('DATABASE_URL') && existsSync(kept)) process.env.DATABASE_URL = readFileSync(kept, 'utf8').trim();
await import(pathToFileURL(fromRoot('dist/src/organization-create.js')).href);
