const STEP_MS = 1_000;

/**
 * Gives `ask` so long to come to an end, counted while this process runs. A clock on the wall goes on while a process
 * stands still (paused, or busy with something else), and the timeout would throw away the answer that has been lying
 * there meanwhile: the message would be sent a second time.
 */
export async function withPatience<T>(
  milliseconds: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const step = Math.min(STEP_MS, milliseconds);
  let left = Math.ceil(milliseconds / step);
  // However long the process stood still, it is one step.
  const timer = setInterval(() => {
    if (--left === 0) controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  }, step);
  try {
    return await ask(controller.signal);
  } finally {
    clearInterval(timer);
  }
}
