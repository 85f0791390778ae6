import type { Answer, HttpClient } from '../support/http-client.js';
import type { Caller, Visible } from './access-table.js';
import { type AccessWorld, DAY, NAME, PASSWORD, type Trio } from './access-world.js';

/** A request that is right in every way but, perhaps, in who sends it. */
export interface Asked {
  /** For the placeholder in the path. */
  id?: string;
  /** For the second one, where there is one. */
  subId?: string;
  query?: string;
  body?: object;
  /** Who sends it, where that is not the caller's usual session. */
  client?: HttpClient;
  /** Which rows the answer shows. */
  sees?: (answer: Answer) => Visible | 'something else';
}

type Ask = (world: AccessWorld, caller: Caller) => Asked | Promise<Asked>;

function list(of: keyof AccessWorld['lists'], query: string, id?: Ask): Ask {
  return async (world, caller) => ({
    ...(await id?.(world, caller)),
    query,
    sees: ({ body }) => seenOf(world.lists[of], body.results, body.count),
  });
}

function seenOf(trio: Trio, results: { id: string }[], count: number): Visible | 'something else' {
  if (count !== results.length) return 'something else';
  const names = Object.entries(trio)
    .filter(([, id]) => results.some((row) => row.id === id))
    .map(([name]) => name);
  if (names.length !== results.length) return 'something else';
  const words: Record<string, Visible> = {
    'subject,bystander': 'all',
    subject: 'own',
    foreign: 'theirs',
    '': 'none',
  };
  return words[names.join()] ?? 'something else';
}

const ON_THE_DAY = `date_from=${DAY}&date_to=${DAY}`;
const BY_NAME = `search=${NAME}`;
const NAMES = { first_name: 'Amina', last_name: 'Otieno' };
const TIME_OF_LIST = { start_time: `${DAY}T10:00:00Z`, end_time: `${DAY}T10:30:00Z` };

/** An appointment that has just been made, in a status that the step leads out of. */
function step(body?: object, status = 'scheduled'): Ask {
  return async (world) => ({ id: await world.appointment({ status }), body });
}

const facility: Ask = async (world) => ({ id: await world.facility() });
const topic: Ask = async (world) => ({ id: await world.topic() });
const subjectAppointment: Ask = (world) => ({ id: world.lists.appointments.subject });
const ofProvider: Ask = (world) => ({ id: world.person('provider').provider_id as string });
const ofPatient: Ask = (world) => ({ id: world.person('patient').patient_id as string });
const withBody =
  (ask: Ask, body: object): Ask =>
  async (world, caller) => ({ ...(await ask(world, caller)), body });
const TIME_AWAY = { start_time: `${DAY}T00:00:00Z`, end_time: `${DAY}T01:00:00Z`, reason: 'Training' };
/** A row that belongs to a provider or a facility and that has just been made. */
const part =
  (of: Ask, table: 'working_hours_override' | 'time_off' | 'facility_closure'): Ask =>
  async (world, caller) => {
    const { id = '' } = await of(world, caller);
    return { id, subId: await world.part(table, id) };
  };
const nothing: Ask = () => ({});

/** How each operation is asked. */
export const REQUESTS: Record<string, Ask> = {
  register: (world) => ({
    body: {
      ...NAMES,
      role: 'patient',
      email: `new.${world.nextTime()}@example.org`.replaceAll(':', ''),
      password: PASSWORD,
    },
  }),
  signIn: (world, caller) => ({ body: { identifier: world.person(caller).email, password: PASSWORD } }),
  refreshTokens: async (world, caller) => ({ body: { refresh_token: await refreshTokenOf(world, caller) } }),
  signOut: async (world, caller) => {
    const isSomebody = caller !== 'nobody' && caller !== 'deactivated';
    if (!isSomebody) return {};
    return { client: world.nobody.as(String((await world.signIn(caller)).access_token)) };
  },
  getMe: nothing,
  updateMe: () => ({ body: { first_name: 'Grace' } }),
  changePassword: () => ({ body: { current_password: PASSWORD, new_password: PASSWORD } }),
  forgotPassword: (world) => ({ body: { identifier: world.person('patient').email } }),
  resetPassword: async (world) => ({ body: { token: await world.resetToken(), new_password: PASSWORD } }),

  listUsers: list('users', BY_NAME),
  getUser: async (world) => ({ id: await world.user(true) }),
  activateUser: async (world) => ({ id: await world.user(false) }),
  deactivateUser: async (world) => ({ id: await world.user(true) }),
  listActivity: list('events', 'from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z'),

  getOrganization: nothing,
  updateOrganization: () => ({ body: { timezone: 'Africa/Nairobi' } }),

  listFacilities: list('facilities', `${BY_NAME}&ordering=created_at`),
  createFacility: (world) => ({
    body: { name: 'Hope', code: `H${Date.parse(world.nextTime())}`, timezone: 'Africa/Nairobi' },
  }),
  getFacility: facility,
  updateFacility: withBody(facility, { address: '12 Uhuru Street' }),
  deleteFacility: facility,
  listClosures: facility,
  addClosure: withBody(facility, TIME_AWAY),
  removeClosure: part(facility, 'facility_closure'),

  listTopics: list('topics', BY_NAME),
  createTopic: (world) => ({ body: { name: `Checkup ${world.nextTime()}`, duration_minutes: 20 } }),
  getTopic: topic,
  updateTopic: withBody(topic, { duration_minutes: 25 }),
  deleteTopic: topic,

  listProviders: list('providers', BY_NAME),
  createProvider: () => ({ body: { ...NAMES, kind: 'nurse' } }),
  getProvider: ofProvider,
  updateProvider: withBody(ofProvider, { title: 'Dr.' }),
  deleteProvider: async (world) => ({ id: await world.provider(undefined, 'Otieno') }),
  setProviderAvailability: withBody(ofProvider, { accepts_bookings: true }),
  getWorkingHours: ofProvider,
  replaceWorkingHours: withBody(ofProvider, []),
  listOverrides: ofProvider,
  addOverride: async (world, caller) => ({
    ...(await ofProvider(world, caller)),
    body: { facility_id: await world.facility(), date: DAY, spans: [{ start: '00:00', end: '01:00' }] },
  }),
  removeOverride: part(ofProvider, 'working_hours_override'),
  listTimeOff: ofProvider,
  addTimeOff: withBody(ofProvider, TIME_AWAY),
  removeTimeOff: part(ofProvider, 'time_off'),

  listPatients: list('patients', BY_NAME),
  createPatient: () => ({ body: NAMES }),
  getPatient: ofPatient,
  updatePatient: withBody(ofPatient, { locale: 'en' }),
  deletePatient: async (world) => ({ id: await world.patient(undefined, 'Otieno') }),
  exportPatient: ofPatient,
  erasePatient: async (world) => ({
    id: await world.patient(undefined, 'Otieno'),
    body: { reason: 'Asked for in writing.' },
  }),

  listAppointments: list('appointments', ON_THE_DAY),
  listUpcomingAppointments: list('appointments', ON_THE_DAY),
  listAppointmentsOfProvider: list('appointments', ON_THE_DAY, ofProvider),
  listAppointmentsOfPatient: list('appointments', ON_THE_DAY, ofPatient),
  bookAppointment: (world) => ({
    body: {
      patient_id: world.person('patient').patient_id,
      provider_id: world.person('provider').provider_id,
      start_time: world.nextTime(),
    },
  }),
  getAppointment: subjectAppointment,
  updateAppointment: step({ reason: 'Cough' }),
  replaceAppointment: step({ reason: 'Cough' }),
  deleteAppointment: step(),
  // Of what waits for the clinic's yes; patients confirm what is held for them (test/e2e/holds.spec.ts).
  confirmAppointment: step(undefined, 'pending'),
  markArrived: step(),
  checkIn: step(),
  startAppointment: step(),
  completeAppointment: step(),
  markNoShow: step(),
  cancelAppointment: step({ reason_code: 'other' }),
  rescheduleAppointment: async (world) => ({
    id: await world.appointment(),
    body: { start_time: world.nextTime() },
  }),
  checkNewConflicts: (world) => ({
    body: { ...TIME_OF_LIST, provider_id: world.person('provider').provider_id },
    sees: ({ body }) => (body.has_conflicts ? 'own' : 'none'),
  }),
  checkConflicts: subjectAppointment,
  listAppointmentHistory: subjectAppointment,

  findAvailability: (world) => ({ query: `provider_id=${world.person('provider').provider_id}` }),
  explainAvailability: (world) => ({
    query: `provider_id=${world.person('provider').provider_id}&start_time=${world.nextTime()}`,
  }),

  listNotifications: list('notifications', 'event=cancelled'),
  resendNotification: async (world) => ({ id: await world.notification('created') }),

  // Gateways prove themselves by signature or secret, and none is configured here: test/e2e/sms-callbacks.spec.ts.
  receiveTwilioReceipt: nothing,
  receiveTwilioMessage: nothing,
  receiveAwsSnsNotification: nothing,
  receiveAfricasTalkingReceipt: nothing,
  receiveAfricasTalkingMessage: nothing,
  receiveAfricasTalkingOptOut: nothing,

  getLiveness: nothing,
  getReadiness: nothing,
};

async function refreshTokenOf(world: AccessWorld, caller: Caller): Promise<string> {
  if (caller === 'nobody') return 'a token that nobody was given';
  if (caller === 'deactivated') return world.deactivatedRefreshToken;
  return String((await world.signIn(caller)).refresh_token);
}
