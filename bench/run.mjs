// Runs a benchmark written in TypeScript without a build: `node bench/run.mjs availability`.
import { register } from 'node:module';

const [name] = process.argv.slice(2);
if (!name) throw new Error('Which one? For example: node bench/run.mjs availability');
register('./typescript-hooks.mjs', import.meta.url);
await import(new URL(`${name}.ts`, import.meta.url));
