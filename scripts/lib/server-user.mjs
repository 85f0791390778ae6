// @ts-check
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Who runs the PostgreSQL server: it refuses to run as root.
 * @typedef {{ uid: number, gid: number }} ServerUser
 */

/**
 * @param {string} dataFolder an existing data folder must be run by its owner
 * @returns {ServerUser | null} null: as whoever runs this script
 */
export function serverUser(dataFolder) {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = lookUp('postgres') ?? lookUp('nobody');
  return user ?? { uid: 65_534, gid: 65_534 };
}

/** @param {string} name @returns {ServerUser | null} */
function lookUp(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

/**
 * Whether that user can read and enter a folder. Asked of the system itself: permissions of every folder above count.
 * @param {string} folder @param {ServerUser | null} user
 */
export function canReach(folder, user) {
  if (!user) return true;
  const script = 'test -r "$1" && test -x "$1"';
  return spawnSync('/bin/sh', ['-c', script, 'sh', folder], { ...user, cwd: '/' }).status === 0;
}

/**
 * `wanted`, or, when the server's user cannot get there (a clone in /root), a folder elsewhere that it can reach.
 * Its name is random and kept in `wanted`: who deletes that folder starts anew.
 * @param {string} wanted an existing folder @param {ServerUser | null} user
 */
export function reachableFolder(wanted, user) {
  if (canReach(wanted, user)) return wanted;
  const folder = path.join('/var/lib/kept', keptName(path.join(wanted, 'postgres-folder')));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/** @param {string} file */
function keptName(file) {
  if (!existsSync(file)) writeFileSync(file, randomBytes(8).toString('hex'));
  return readFileSync(file, 'utf8').trim();
}
