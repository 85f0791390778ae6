import { AsyncLocalStorage } from 'node:async_hooks';

interface RequestContext {
  requestId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` so that everything it starts knows which request it belongs to. */
export function inRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The id of the running request, or null in a worker or script. */
export function currentRequestId(): string | null {
  return storage.getStore()?.requestId ?? null;
}
