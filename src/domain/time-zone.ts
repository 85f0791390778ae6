const known = new Map<string, boolean>();
/** Names are asked for by users, so the memory of them is bounded. */
const REMEMBERED = 1_000;

/** Whether this is an IANA time zone name that this runtime knows. Offsets like `+03:00` are no zones. */
export function isTimeZone(name: string): boolean {
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const valid = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name) && runtimeKnows(name);
  if (known.size < REMEMBERED) known.set(name, valid);
  return valid;
}

function runtimeKnows(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
