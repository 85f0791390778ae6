/** Who calls. Ownership is of the appointment, file or profile that the request is about. */
export const CALLERS = [
  'nobody',
  'patient',
  'other_patient',
  'provider',
  'other_provider',
  'staff',
  'admin',
  'foreign_admin',
  'deactivated',
] as const;
export type Caller = (typeof CALLERS)[number];

/**
 * Who may do what: one line for each operation of the OpenAPI document.
 *
 * A number is the status. 401 means `unauthenticated`, or `invalid_token` for the deactivated; 403 means
 * `forbidden`, 404 `not_found`; any other code stands after a colon. Refusals look exactly like those for
 * an id that does not exist, except for 403+: the caller may see it, but not do this.
 *
 * A word is a 200 with these rows in it, and counted: `all` of the organization's, their `own`, `none`,
 * or `theirs`: those of the other organization.
 */
const TABLE = `
                            nobody patient other_patient provider other_provider staff admin foreign_admin deactivated
register                    201    201     201           201      201            201   201   201           201
signIn                      401:invalid_credentials 200 200 200   200            200   200   200           403:account_inactive
refreshTokens               401:invalid_token       200 200 200   200            200   200   200           401
signOut                     401    204     204           204      204            204   204   204           401
getMe                       401    200     200           200      200            200   200   200           401
updateMe                    401    200     200           200      200            200   200   200           401
changePassword              401    204     204           204      204            204   204   204           401
forgotPassword              202    202     202           202      202            202   202   202           202
resetPassword               204    204     204           204      204            204   204   204           204

listUsers                   401    403     403           403      403            403   all   theirs        401
getUser                     401    403     403           403      403            403   200   404           401
activateUser                401    403     403           403      403            403   200   404           401
deactivateUser              401    403     403           403      403            403   200   404           401
listActivity                401    403     403           403      403            403   all   theirs        401

getOrganization             401    200     200           200      200            200   200   200           401
updateOrganization          401    403     403           403      403            403   200   200           401

listFacilities              401    all     all           all      all            all   all   theirs        401
createFacility              401    403     403           403      403            403   201   201           401
getFacility                 401    200     200           200      200            200   200   404           401
updateFacility              401    403     403           403      403            403   200   404           401
deleteFacility              401    403     403           403      403            403   204   404           401
listClosures                401    403     403           403      403            200   200   404           401
addClosure                  401    403     403           403      403            201   201   404           401
removeClosure               401    403     403           403      403            204   204   404           401

listTopics                  401    all     all           all      all            all   all   theirs        401
createTopic                 401    403     403           403      403            403   201   201           401
getTopic                    401    200     200           200      200            200   200   404           401
updateTopic                 401    403     403           403      403            403   200   404           401
deleteTopic                 401    403     403           403      403            403   204   404           401

listProviders               401    all     all           all      all            all   all   theirs        401
createProvider              401    403     403           403      403            403   201   201           401
getProvider                 401    200     200           200      200            200   200   404           401
updateProvider              401    403     403           200      403+           403   200   404           401
deleteProvider              401    403     403           403      403            403   204   404           401
setProviderAvailability     401    403     403           200      403+           200   200   404           401
getWorkingHours             401    200     200           200      200            200   200   404           401
replaceWorkingHours         401    403     403           200      403+           200   200   404           401
listOverrides               401    403     403           200      403+           200   200   404           401
addOverride                 401    403     403           201      403+           201   201   404           401
removeOverride              401    403     403           204      403+           204   204   404           401
listTimeOff                 401    403     403           200      403+           200   200   404           401
addTimeOff                  401    403     403           201      403+           201   201   404           401
removeTimeOff               401    403     403           204      403+           204   204   404           401

listPatients                401    own     none          all      all            all   all   theirs        401
createPatient               401    403     403           201      201            201   201   201           401
getPatient                  401    200     404           200      200            200   200   404           401
updatePatient               401    200     404           200      200            200   200   404           401
deletePatient               401    403     403           403      403            204   204   404           401
exportPatient               401    200     404           403      403            403   200   404           401
erasePatient                401    403     403           403      403            403   200   404           401

listAppointments            401    own     none          own      none           all   all   theirs        401
listUpcomingAppointments    401    own     none          own      none           all   all   theirs        401
listAppointmentsOfProvider  401    own     none          own      none           own   own   none          401
listAppointmentsOfPatient   401    own     none          own      none           own   own   none          401
bookAppointment             401    201     403           201      403            201   201   400:validation_failed 401
getAppointment              401    200     404           200      404            200   200   404           401
updateAppointment           401    200     404           200      404            200   200   404           401
replaceAppointment          401    403     403           200      404            200   200   404           401
deleteAppointment           401    403     403           204      404            204   204   404           401
confirmAppointment          401    403+    404           200      404            200   200   404           401
markArrived                 401    403     403           200      404            200   200   404           401
checkIn                     401    403     403           200      404            200   200   404           401
startAppointment            401    403     403           200      404            200   200   404           401
completeAppointment         401    403     403           200      404            200   200   404           401
markNoShow                  401    403     403           200      404            200   200   404           401
cancelAppointment           401    200     404           200      404            200   200   404           401
rescheduleAppointment       401    200     404           200      404            200   200   404           401
checkNewConflicts           401    403     403           own      403            own   own   400:validation_failed 401
checkConflicts              401    403     403           200      404            200   200   404           401
listAppointmentHistory      401    403     403           200      404            200   200   404           401
findAvailability            401    200     200           200      200            200   200   200           401
explainAvailability         401    200     200           200      200            200   200   400:validation_failed 401

listNotifications           401    403     403           403      403            all   all   theirs        401
resendNotification          401    403     403           403      403            200   200   404           401

receiveTwilioReceipt        404    404     404           404      404            404   404   404           404
receiveTwilioMessage        404    404     404           404      404            404   404   404           404
receiveAwsSnsNotification   404    404     404           404      404            404   404   404           404
receiveAfricasTalkingReceipt 404    404     404           404      404            404   404   404           404
receiveAfricasTalkingMessage 404    404     404           404      404            404   404   404           404
receiveAfricasTalkingOptOut 404    404     404           404      404            404   404   404           404

getLiveness                 200    200     200           200      200            200   200   200           200
getReadiness                200    200     200           200      200            200   200   200           200
`;

export const VISIBLE = ['all', 'own', 'none', 'theirs'] as const;
export type Visible = (typeof VISIBLE)[number];

/** What one caller gets from one operation. */
export interface Expected {
  /** As the table writes it. */
  text: string;
  status: number;
  /** Of a refusal. */
  code: string | null;
  /** Of a list: which rows are in it. */
  visible: Visible | null;
  /** Refused, though the caller knows that it exists. */
  isKnownToExist: boolean;
}

export const ACCESS: ReadonlyMap<string, Record<Caller, Expected>> = new Map(
  TABLE.trim()
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => readLine(line.trim().split(/\s+/))),
);

function readLine([operationId = '', ...cells]: string[]): [string, Record<Caller, Expected>] {
  if (cells.length !== CALLERS.length) throw new Error(`${operationId} has ${cells.length} cells`);
  const row = CALLERS.map((caller, n) => [caller, readCell(cells[n] ?? '', caller)] as const);
  return [operationId, Object.fromEntries(row) as Record<Caller, Expected>];
}

function readCell(text: string, caller: Caller): Expected {
  const visible = VISIBLE.find((word) => word === text) ?? null;
  const [number = '', code] = text.replace('+', '').split(':');
  const status = visible === null ? Number(number) : 200;
  return {
    text,
    status,
    code: status < 400 ? null : (code ?? usualCode(status, caller)),
    visible,
    isKnownToExist: text.endsWith('+'),
  };
}

function usualCode(status: number, caller: Caller): string {
  if (status === 401) return caller === 'deactivated' ? 'invalid_token' : 'unauthenticated';
  const code = { 403: 'forbidden', 404: 'not_found' }[status];
  if (code === undefined) throw new Error(`say the code of ${status}`);
  return code;
}
