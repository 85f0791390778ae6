// Imported first, it lets what follows be TypeScript, without a build: also `node --import` of the processes that cases start.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
