/**
 * The typed table of everything that can happen. Each name has one subject; `history`, `activity` and the
 * messages are all read from here. A new happening starts as a line in this table.
 */
export const EVENT_SUBJECTS = {
  'appointment.created': 'appointment',
  'appointment.updated': 'appointment',
  'appointment.rescheduled': 'appointment',
  'appointment.confirmed': 'appointment',
  'appointment.arrived': 'appointment',
  'appointment.checked_in': 'appointment',
  'appointment.started': 'appointment',
  'appointment.completed': 'appointment',
  'appointment.no_show': 'appointment',
  'appointment.cancelled': 'appointment',
  'appointment.deleted': 'appointment',
  'appointment.hold_expired': 'appointment',
  /** By the clock: `details` say for which start, and how many minutes before it. Changes nothing. */
  'appointment.reminder_due': 'appointment',
  'facility.created': 'facility',
  'facility.updated': 'facility',
  'facility.deleted': 'facility',
  'facility.closure_added': 'facility',
  'facility.closure_removed': 'facility',
  'topic.created': 'topic',
  'topic.updated': 'topic',
  'topic.deleted': 'topic',
  'patient.created': 'patient',
  'patient.updated': 'patient',
  'patient.deleted': 'patient',
  'patient.read': 'patient',
  'provider.created': 'provider',
  'provider.updated': 'provider',
  'provider.deleted': 'provider',
  'provider.working_hours_changed': 'provider',
  'provider.override_added': 'provider',
  'provider.override_removed': 'provider',
  'provider.time_off_added': 'provider',
  'provider.time_off_removed': 'provider',
  /** By the clock: `details` say for which local date. */
  'provider.digest_due': 'provider',
  'organization.updated': 'organization',
  'user.registered': 'user',
  'user.activated': 'user',
  'user.deactivated': 'user',
  'user.updated': 'user',
  'user.password_changed': 'user',
  'user.password_reset_requested': 'user',
  'user.password_reset_refused': 'user',
  'session.signed_in': 'user',
  'session.sign_in_refused': 'user',
  'session.signed_out': 'user',
  'session.token_reused': 'user',
  'notification.resent': 'notification',
} as const;

export type EventType = keyof typeof EVENT_SUBJECTS;
export const EVENT_TYPES = Object.keys(EVENT_SUBJECTS) as EventType[];
