// @ts-check
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The root of the repository, without a trailing slash. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string[]} parts */
export const fromRoot = (...parts) => path.join(ROOT, ...parts);
