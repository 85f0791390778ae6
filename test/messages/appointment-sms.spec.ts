import { AMINA, SARAH, visitOf } from '../support/messages.js';
import { LOCALES } from '../../src/domain/locale.js';
import { APPOINTMENT_MESSAGES } from '../../src/notifications/message.js';
import type { AppointmentFacts } from '../../src/notifications/message-facts.js';
import { appointmentSms } from '../../src/notifications/templates/appointment-sms.js';
import { gsm7Length, segmentsOf, toGsm7 } from '../../src/notifications/templates/gsm7.js';

const READERS = ['patient', 'provider'] as const;
const PENDING = { status: 'pending' } as const;
/** Each message and the one about a request, to each reader, in each language. */
const EVERY = APPOINTMENT_MESSAGES.flatMap((message) =>
  READERS.flatMap((reader) =>
    LOCALES.flatMap((locale) => [
      [message, reader, locale, {}] as const,
      ...(message === 'created' ? [[message, reader, locale, PENDING] as const] : []),
    ]),
  ),
);

describe('a text message about an appointment', () => {
  it('says date, time, place and a first name', () => {
    expect(appointmentSms(visitOf('created'))).toBe(
      'Appointment booked: Thu 15 Jan 2026, 13:00 (Nairobi, UTC+3), Hope Clinic, with Sarah.',
    );
    expect(appointmentSms(visitOf('reminder', 'patient', {}, 'sw'))).toBe(
      'Miadi yako ni kesho: Alhamisi 15 Jan 2026, saa 7:00 mchana (13:00, Nairobi, UTC+3), Hope Clinic, na Sarah.',
    );
  });

  it.each(EVERY)(
    '%s to the %s in %s says nothing of why, and costs one message',
    (message, reader, locale, more) => {
      const secrets = { cancellation_reason_text: 'feels better', reason: 'A secret ache', ...more };
      const text = appointmentSms(visitOf(message, reader, secrets, locale));
      expect(text).not.toMatch(/ache|better|Otieno|Amina|Nakamya|APT|Checkup|fasting|https?:|undefined/);
      expect(text).toMatch(/Hope Clinic.*Sarah\.$/);
      expect({ text, gsm7: gsm7Length(text) !== null, segments: segmentsOf(text) }).toEqual({
        text,
        gsm7: true,
        segments: 1,
      });
    },
  );

  it.each(EVERY)('%s to the %s in %s stays short with long names', (message, reader, locale, more) => {
    const long = {
      ...more,
      facility_name: 'Centre de santé et d’œuvres sociales Saint-François-d’Assise de Mbanza-Ngungu, '.repeat(
        3,
      ),
      provider: { ...SARAH, first_name: 'Jean-Désiré-Emmanuel-Christophe Marie' },
      timezone: 'America/Argentina/ComodRivadavia',
      start_time: new Date('2026-09-23T22:45:00Z'),
    };
    expect(segmentsOf(appointmentSms(visitOf(message, reader, long, locale)))).toBeLessThanOrEqual(2);
    const arabic = {
      ...more,
      facility_name: 'مستشفى '.repeat(20),
      provider: { ...SARAH, first_name: 'محمد عبد الرحمن ' },
      timezone: 'Africa/Khartoum',
    };
    expect(segmentsOf(appointmentSms(visitOf(message, reader, arabic, locale)))).toBeLessThanOrEqual(2);
  });

  it('shortens a long place to stay one segment', () => {
    const text = appointmentSms(visitOf('created', 'patient', { facility_name: 'Hope '.repeat(40) }));
    expect(segmentsOf(text)).toBe(1);
    expect(text).toMatch(/Hope Hop\.\.\., with Sarah\.$/);
  });

  it('is one line, in plain marks', () => {
    const names: Partial<AppointmentFacts> = { facility_name: 'Mama’s –\r\nClinic', patient: AMINA };
    expect(appointmentSms(visitOf('created', 'patient', names))).toContain("Mama's - Clinic");
  });
});

describe('GSM-7', () => {
  it('counts what takes two places, and knows what is not in it', () => {
    expect(gsm7Length('a{€')).toBe(5);
    expect(gsm7Length('ñandú')).toBeNull();
    expect(gsm7Length('أمينة')).toBeNull();
  });

  it('keeps what it has, and writes the rest plainly', () => {
    expect(toGsm7('é è à ù ñ Ç')).toBe('é è à ù ñ Ç');
    expect(toGsm7('Forêt, août, ça, São João, œuvre, “a”… l’eau')).toBe(
      'Foret, aout, ca, Sao Joao, oeuvre, "a"... l\'eau',
    );
  });

  it('leaves letters alone where that would save nothing', () => {
    expect(toGsm7('São – أمينة')).toBe('São - أمينة');
  });

  it('has one segment of 160, or of 70; each of several holds less', () => {
    expect([160, 161, 306, 307].map((length) => segmentsOf('a'.repeat(length)))).toEqual([1, 2, 2, 3]);
    expect([70, 71, 134, 135].map((length) => segmentsOf('ي'.repeat(length)))).toEqual([1, 2, 2, 3]);
  });
});
