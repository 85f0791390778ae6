import type { Locale } from '../../domain/locale.js';
import type { Modality } from '../../domain/appointment-words.js';
import type { CancellationReason } from '../../domain/lifecycle.js';
import type { AppointmentMessage, UserMessage } from '../message.js';
import type { UnsubscribeScope } from '../unsubscribe-token.js';
import type { DigestChange } from '../digest-facts.js';
import type { ToldField } from '../told-changes.js';
import type { TimeLeft, WrittenTime } from './dates.js';

/** The two people of an appointment. */
export type Reader = 'patient' | 'provider';

/** What a message is called: a booking that waits for the clinic's yes is none yet. */
export type HeadingName = AppointmentMessage | 'requested';

export interface Heading {
  title: string;
  /** The first sentence, to each of the two people. */
  patient: string;
  provider: string;
  /** What the text message begins with. */
  sms: string;
}

/** What changes about a visit beside its start, which has words of its own. */
export type ToldChange = Exclude<ToldField, 'start_time'>;

/** An email about an account: what it says around its link. */
export interface AccountWords {
  title: string;
  intro: string;
  action: string;
  outro: string;
}

/**
 * Every word that we send in one language; each language is a file of this shape. Texts of people are put in as they
 * are: the templates escape.
 */
export interface Words {
  language: Locale;
  direction: 'ltr' | 'rtl';
  /** For readers whose own locale says no region. */
  dateLocale: string;
  /** Between a label and its value. */
  colon: string;
  /** Never without its zone. */
  moment: (time: WrittenTime) => string;
  clock: (hour: number, minute: number) => string;
  /** How long a visit takes: `1 h 30 min`. */
  length: (minutes: number) => string;
  /** `tomorrow`, `in 2 hours`. */
  left: (left: TimeLeft) => string;
  greeting: (name: string) => string;
  footer: (organization: string) => string;
  /** The link at the end of an email. */
  unsubscribe: Record<UnsubscribeScope, string>;
  subject: (title: string, when: string, place: string) => string;
  headings: Record<Exclude<HeadingName, 'reminder'>, Heading>;
  reminder: (left: string) => Heading;
  labels: Record<
    | 'when'
    | 'before'
    | 'changed'
    | 'length'
    | 'patient'
    | 'provider'
    | 'place'
    | 'address'
    | 'phone'
    | 'modality'
    | 'topics'
    | 'number'
    | 'reason'
    | 'instruction'
    | 'cancelled_by'
    | 'cancellation_reason',
    string
  >;
  changes: Record<ToldChange, string>;
  modalities: Record<Modality, string>;
  joinVideo: string;
  cancelledBy: Record<'you' | 'patient' | 'provider' | 'system' | 'clinic', string>;
  cancellationReasons: Record<Exclude<CancellationReason, 'other'>, string>;
  /** Title of the calendar entry: others look into calendars too. @param who the patient's short name, for providers */
  calendarTitle: Record<Reader, (place: string, who: string) => string>;
  sms: (lead: string, when: string, place: string, provider: string) => string;
  digest: {
    title: (date: string) => string;
    intro: (visits: number) => string;
    visits: string;
    changed: string;
    changes: Record<DigestChange['change'], string>;
    before: (when: string) => string;
  };
  account: Record<UserMessage, (organization: string) => AccountWords>;
  pages: {
    unsubscribe: Record<'title' | 'button' | 'done' | 'invalid', string> & {
      ask: Record<UnsubscribeScope, string>;
    };
    reset: Record<'title' | 'button' | 'done' | 'invalid' | 'refused', string> & {
      label: (shortest: number) => string;
    };
  };
}
