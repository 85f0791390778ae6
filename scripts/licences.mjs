#!/usr/bin/env node
// @ts-check
// `npm run licences`: writes docs/licences.md, and fails on a licence that nobody agreed to.
import { readFileSync, writeFileSync } from 'node:fs';
import { licencesDocument, refused, runtimePackages } from './lib/licences.mjs';
import { fromRoot } from './lib/paths.mjs';
import { complain } from './lib/terminal.mjs';

const packages = runtimePackages(JSON.parse(readFileSync(fromRoot('package-lock.json'), 'utf8')));
writeFileSync(fromRoot('docs/licences.md'), licencesDocument(packages));
for (const { name, licence } of refused(packages)) {
  complain(`${name}: ${licence ?? 'no licence'}. Agree to it in scripts/lib/licences.mjs, or do without it.`);
  process.exitCode = 1;
}
