// @ts-check
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf, stopProcess } from './processes.mjs';

/**
 * The run folder holds one small file for each process that was started, so that whoever comes after a crash
 * (the watchdog, or the next start) can find and stop what was left running.
 *
 * @typedef {import('./processes.mjs').ProcessKind} ProcessKind
 * @typedef {{ name: string, kind: ProcessKind, pid: number, identity: string, owner: string }} RunRecord
 */

/** Those who use a server stop before the server itself. @type {ProcessKind[]} */
const ORDER = ['group', 'app', 'redis', 'postgres'];

/** The mark of this supervisor on all that it starts. */
export const OWNER = `${process.pid}@${identityOf(process.pid) ?? 'unknown'}`;

/**
 * @param {string} folder
 * @param {{ name: string, kind: ProcessKind, pid: number }} started
 * @returns {RunRecord}
 */
export function remember(folder, { name, kind, pid }) {
  const record = { name, kind, pid, identity: identityOf(pid) ?? 'gone', owner: OWNER };
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.json`);
  // Written aside and renamed: a reader never sees half a record.
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
  return record;
}

/** @param {string} folder @param {string} name */
export const forget = (folder, name) => rmSync(path.join(folder, `${name}.json`), { force: true });

/**
 * Stops what an earlier supervisor left running.
 * @param {string} folder
 * @param {{ owner?: string }} [only] only what this supervisor started
 * @returns {Promise<string[]>} the names of what was found running
 */
export async function stopLeftovers(folder, { owner } = {}) {
  const records = readRecords(folder).filter((record) => !owner || record.owner === owner);
  const running = records.filter((record) => identityOf(record.pid) === record.identity);
  for (const kind of ORDER) {
    const same = running.filter((record) => record.kind === kind);
    await Promise.all(same.map((record) => stopProcess(record, kind)));
  }
  for (const record of records) forgetIfUnchanged(folder, record);
  return running.map((record) => record.name);
}

/** @param {string} folder @returns {RunRecord[]} */
function readRecords(folder) {
  let names;
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => readRecord(path.join(folder, name)) ?? []);
}

/** @param {string} file @returns {RunRecord | null} */
function readRecord(file) {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'));
    return ORDER.includes(record.kind) ? record : null;
  } catch {
    return null;
  }
}

/** A new supervisor may already have written its own record under the same name. @param {string} folder @param {RunRecord} record */
function forgetIfUnchanged(folder, record) {
  const now = readRecord(path.join(folder, `${record.name}.json`));
  if (now?.pid === record.pid && now.identity === record.identity) forget(folder, record.name);
}
