import { Organization1763700001000 } from './1763700001000-organization.js';
import { Identity1763700002000 } from './1763700002000-identity.js';
import { Event1763700003000 } from './1763700003000-event.js';
import { Directory1763700004000 } from './1763700004000-directory.js';
import { Appointment1763700005000 } from './1763700005000-appointment.js';
import { Occupancy1763700006000 } from './1763700006000-occupancy.js';
import { Notification1763700007000 } from './1763700007000-notification.js';
import { Idempotency1763700008000 } from './1763700008000-idempotency.js';
import { Schedule1763700009000 } from './1763700009000-schedule.js';
import { Messages1763700010000 } from './1763700010000-messages.js';
import { Sms1763700011000 } from './1763700011000-sms.js';
import { Delivery1763700013000 } from './1763700013000-delivery.js';
import { AppointmentNumber1763700015000 } from './1763700015000-appointment-number.js';
import { Privacy1763700017000 } from './1763700017000-privacy.js';
import { Indexes1763700018000 } from './1763700018000-indexes.js';
import { ListIndexes1763700019000 } from './1763700019000-list-indexes.js';
import { CheaperBookings1763700020000 } from './1763700020000-cheaper-bookings.js';
import { NobodyErased1763700025000 } from './1763700025000-nobody-erased.js';

/** All steps, in order. Named one by one, so that they load alike from source, build and tests. */
export const MIGRATIONS = [
  Organization1763700001000,
  Identity1763700002000,
  Event1763700003000,
  Directory1763700004000,
  Appointment1763700005000,
  Occupancy1763700006000,
  Notification1763700007000,
  Idempotency1763700008000,
  Schedule1763700009000,
  Messages1763700010000,
  Sms1763700011000,
  Delivery1763700013000,
  AppointmentNumber1763700015000,
  Privacy1763700017000,
  Indexes1763700018000,
  ListIndexes1763700019000,
  CheaperBookings1763700020000,
  NobodyErased1763700025000,
];
