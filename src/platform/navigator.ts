/**
 * From Node 21 on there is a `navigator`. Where there is none, `pg` finds out by way of `Response` that it does not
 * run at Cloudflare, and on Node 20 that loads all of `fetch`: 9 MB that the API has no other use for.
 */
if (!('navigator' in globalThis))
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: `Node.js/${process.version}` } });
