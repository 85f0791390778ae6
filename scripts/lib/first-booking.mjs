// @ts-check
import { pathToFileURL } from 'node:url';
import { existsSync } from 'node:fs';
import { fromRoot } from './paths.mjs';

/** @typedef {{ role: string, email: string, national_id: string, password: string }} DemoAccount */

const DAY_MS = 86_400_000;

/** @returns {Promise<DemoAccount[]>} */
export async function demoAccounts() {
  const file = fromRoot('dist/src/demo/demo-accounts.js');
  if (!existsSync(file)) return [];
  return (await import(pathToFileURL(file).href)).DEMO_ACCOUNTS;
}

/**
 * A line for the terminal that signs in as the demo patient and books a time that is free now.
 * @param {string} address @param {DemoAccount[]} accounts
 * @returns {Promise<string | null>} null when the demo people cannot sign in, as in a clinic with its own data
 */
export async function firstBookingLine(address, accounts) {
  const patient = accounts.find(({ role }) => role === 'patient');
  if (!patient) return null;
  try {
    const body = await firstBooking(clientOf(address, await signIn(address, patient)));
    return body && bookingLine(`${address}/api/v1`, patient, body);
  } catch {
    return null;
  }
}

/**
 * Those of the demo people who are there: a clinic with its own data has none of them, and one whose first admin was
 * named by ADMIN_EMAIL, on this start or an earlier one, has no demo admin.
 * @param {string} address @param {DemoAccount[]} accounts
 * @returns {Promise<DemoAccount[]>}
 */
export async function accountsThere(address, accounts) {
  const isThere = await Promise.all(
    accounts.map((account) =>
      signIn(address, account).then(
        () => true,
        () => false,
      ),
    ),
  );
  return accounts.filter((_, index) => isThere[index]);
}

/** @typedef {(path: string) => Promise<{ results: { slot_id: string }[] }>} Get */

/** The first free slot from tomorrow on. @param {Get} get */
async function firstBooking(get) {
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const { results } = await get(`/appointments/availability?date_from=${tomorrow}&limit=1`);
  const [slot] = results;
  return slot ? { slot_id: slot.slot_id, reason: 'My first visit' } : null;
}

/** @param {string} address @param {DemoAccount} account @returns {Promise<string>} */
async function signIn(address, { email, password }) {
  const response = await fetch(`${address}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifier: email, password }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`Signing in as ${email}: ${response.status}`);
  return /** @type {{ access_token: string }} */ (await response.json()).access_token;
}

/** @param {string} address @param {string} token @returns {Get} */
function clientOf(address, token) {
  return async (path) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${address}/api/v1${path}`, {
      headers,
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return /** @type {Promise<{ results: { slot_id: string }[] }>} */ (response.json());
  };
}

/** @param {string} api @param {DemoAccount} patient @param {object} body */
function bookingLine(api, patient, body) {
  const json = `-H 'Content-Type: application/json'`;
  const credentials = quote(JSON.stringify({ identifier: patient.email, password: patient.password }));
  const token = `sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`;
  return [
    // Assigned first: inside double quotes, the shells disagree about what a quoted ! means.
    `TOKEN=$(curl -s ${api}/auth/login ${json} -d ${credentials} | ${token})`,
    `curl -s ${api}/appointments -H "Authorization: Bearer $TOKEN" ${json} -d ${quote(JSON.stringify(body))}`,
  ].join(' && ');
}

/** @param {string} text */
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
