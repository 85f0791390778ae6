// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A process as kept in a pid file. `identity` tells it from a later process that got the same number.
 * @typedef {{ pid: number, identity: string }} KnownProcess
 */

/** How each kind of process is asked to stop: a signal, and how long it may take before the next, harsher one. */
const STOPPING = {
  // A command with all that it started: signals go to its process group.
  group: /** @type {const} */ ([['SIGTERM', 5_000]]),
  app: /** @type {const} */ ([['SIGTERM', 10_000]]),
  redis: /** @type {const} */ ([['SIGTERM', 5_000]]),
  // SIGINT is PostgreSQL's fast shutdown; SIGQUIT its immediate one, which still takes all backends along.
  postgres: /** @type {const} */ ([
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ]),
};

/** @typedef {keyof typeof STOPPING} ProcessKind */

/**
 * What tells this process from any other that had, or will have, the same pid; null when it is gone.
 * @param {number} pid
 * @returns {string | null}
 */
export function identityOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? identityFromProc(pid) : identityFromPs(pid);
}

/** @param {number} pid */
function identityFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    // A zombie has ended: it only waits for its parent, which in a container may never look.
    if (state === 'Z' || state === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function identityFromPs(pid) {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', env });
  const [state = 'Z', ...started] = (stdout ?? '').trim().split(/\s+/);
  return state.startsWith('Z') || started.length === 0 ? null : started.join(' ');
}

/** The command line of a process, or an empty text. @param {number} pid */
export function commandLineOf(pid) {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** @param {KnownProcess} known */
export const isRunning = (known) => identityOf(known.pid) === known.identity;

/**
 * Stops a process: politely first, then harder, and returns when it is gone.
 * @param {KnownProcess} known
 * @param {ProcessKind} kind
 * @param {AbortSignal} [hurry] once aborted, nothing is waited for any more
 */
export async function stopProcess(known, kind, hurry) {
  for (const [signal, patience] of STOPPING[kind]) {
    if (hurry?.aborted && signal !== 'SIGQUIT') continue;
    if (await signalAndWait(known, kind, signal, patience, hurry)) break;
  }
  await signalAndWait(known, kind, 'SIGKILL', 5_000);
  if (kind === 'group') killGroup(known.pid);
}

/** What a command left behind in its group. A number that is still a group's is given to no new process. @param {number} pid */
export function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody was left.
  }
}

/**
 * @param {KnownProcess} known
 * @param {ProcessKind} kind
 * @param {NodeJS.Signals} signal
 * @param {number} patience in milliseconds
 * @param {AbortSignal} [hurry]
 * @returns {Promise<boolean>} whether it is gone
 */
async function signalAndWait(known, kind, signal, patience, hurry) {
  if (!isRunning(known)) return true;
  const hurriedBefore = hurry?.aborted;
  try {
    process.kill(kind === 'group' ? -known.pid : known.pid, signal);
  } catch {
    return !isRunning(known);
  }
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    await sleep(25);
    if (!isRunning(known)) return true;
    if (hurry?.aborted && !hurriedBefore) return false;
  }
  return false;
}
