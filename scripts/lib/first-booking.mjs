// @ts-check
import { pathToFileURL } from 'node:url';
import { existsSync } from 'node:fs';
import { fromRoot } from './paths.mjs';

/** @typedef {{ role: string, email: string, national_id: string, password: string }} DemoAccount */

const HOURS = [10, 11, 14, 15, 16, 9];
const DAYS_AHEAD = 14;

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
  const staff = accounts.find(({ role }) => role === 'staff' || role === 'admin');
  if (!patient || !staff) return null;
  try {
    const body = await firstBooking(clientOf(address, await signIn(address, staff)));
    return body && bookingLine(`${address}/api/v1`, patient, body);
  } catch {
    return null;
  }
}

/**
 * @typedef {{ id: string, timezone: string, facility_ids?: string[], topic_ids?: string[],
 *   start_time: string, end_time: string, status: string }} Row what is read of a provider, facility, topic, appointment
 * @typedef {(path: string) => Promise<{ results: Row[] }>} Get
 */

/** @param {Get} get */
async function firstBooking(get) {
  const provider = (await get('/providers?accepts_bookings=true&kind=doctor')).results[0];
  const facilities = (await get('/facilities?is_active=true')).results;
  const topics = (await get('/topics?is_active=true')).results;
  const facility = facilities.find(({ id }) => provider?.facility_ids?.includes(id)) ?? facilities[0];
  const topic = topics.find(({ id }) => provider?.topic_ids?.includes(id)) ?? topics[0];
  if (!provider || !facility || !topic) return null;
  const times = await weekdayTimes(facility.timezone);
  const { results: taken } = await get(
    `/appointments?provider_id=${provider.id}&date_from=${times[0]}&page_size=100`,
  );
  const start = times.find((time) => !taken.some((appointment) => covers(appointment, time)));
  return {
    provider_id: provider.id,
    facility_id: facility.id,
    topic_ids: [topic.id],
    start_time: start ?? times[0],
    reason: 'My first visit',
  };
}

/** @param {Row} appointment @param {string} time */
function covers({ start_time, end_time, status }, time) {
  const hour = 3_600_000;
  const from = Date.parse(time);
  return status !== 'cancelled' && Date.parse(start_time) < from + hour && Date.parse(end_time) > from;
}

/** Round hours on weekdays, a day ahead and later, by the clock of the clinic. @param {string} timeZone @returns {Promise<string[]>} */
async function weekdayTimes(timeZone) {
  const { Temporal } = await import('temporal-polyfill');
  const tomorrow = Temporal.Now.zonedDateTimeISO(timeZone).add({ hours: 24 });
  const days = Array.from({ length: DAYS_AHEAD }, (_, index) =>
    tomorrow.toPlainDate().add({ days: index + 1 }),
  );
  return days
    .filter((day) => day.dayOfWeek <= 5)
    .flatMap((day) => HOURS.map((hour) => day.toZonedDateTime({ timeZone, plainTime: { hour } })))
    .map((time) => time.toInstant().toString({ smallestUnit: 'second' }));
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
    return /** @type {Promise<{ results: Row[] }>} */ (response.json());
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
