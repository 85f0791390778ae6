import { growWithLoad } from './platform/start-small.js';

// Not a static import, which would be loaded before anything is said about memory.
await import('./api-process.js');
growWithLoad();
