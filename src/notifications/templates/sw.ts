import type { Words } from './words.js';

/** What the part of the day is called in which an hour lies. */
function partOfDay(hour: number): string {
  if (hour < 4 || hour >= 19) return 'usiku';
  if (hour < 6) return 'alfajiri';
  if (hour < 12) return 'asubuhi';
  return hour < 16 ? 'mchana' : 'jioni';
}

/**
 * Hours are counted from sunrise: 08:00 is `saa 2:00 asubuhi`. A bare 08:00 would be read as two in the afternoon by some,
 * so both are written.
 */
const clock = (hour: number, minute: number): string => {
  const minutes = String(minute).padStart(2, '0');
  return `saa ${((hour + 5) % 12) + 1}:${minutes} ${partOfDay(hour)} (${String(hour).padStart(2, '0')}:${minutes})`;
};

/** Swahili, as written by a clinic in Nairobi or Dar es Salaam. */
export const sw: Words = {
  language: 'sw',
  direction: 'ltr',
  dateLocale: 'sw-KE',
  colon: ': ',
  moment: ({ date, hour, minute, zone }) => `${date}, ${clock(hour, minute).slice(0, -1)}, ${zone})`,
  clock,
  length: (minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return [hours > 0 ? hoursOf(hours) : '', rest > 0 ? `dakika ${rest}` : ''].filter(Boolean).join(' ');
  },
  left: (left) => {
    if (left.unit === 'tomorrow') return 'kesho';
    if (left.unit === 'days') return `baada ya siku ${left.count}`;
    return `ndani ya ${left.unit === 'hours' ? hoursOf(left.count) : `dakika ${left.count}`}`;
  },

  greeting: (name) => `Habari ${name},`,
  footer: (organization) => `Ujumbe huu umetumwa na ${organization}. Tafadhali usiujibu.`,
  unsubscribe: {
    reminders: 'Acha kutumiwa vikumbusho kwa barua pepe',
    digest: 'Acha kutumiwa barua pepe hii ya kila siku',
    email: 'Acha kutumiwa barua pepe zote kuhusu miadi',
  },
  subject: (title, when, place) => `${title}: ${when} – ${place}`,

  headings: {
    created: {
      title: 'Miadi imepangwa',
      patient: 'Miadi yako imepangwa.',
      provider: 'Miadi mpya imepangwa nawe.',
      sms: 'Miadi imepangwa',
    },
    requested: {
      title: 'Ombi la miadi',
      patient: 'Tumepokea ombi lako. Kliniki bado haijalithibitisha.',
      provider: 'Kuna ombi la miadi nawe. Kliniki bado haijalithibitisha.',
      sms: 'Ombi la miadi, bado halijathibitishwa',
    },
    confirmed: {
      title: 'Miadi imethibitishwa',
      patient: 'Kliniki imethibitisha miadi yako.',
      provider: 'Miadi nawe imethibitishwa.',
      sms: 'Miadi imethibitishwa',
    },
    updated: {
      title: 'Miadi imebadilishwa',
      patient: 'Kuna mabadiliko katika miadi yako. Saa ni ile ile.',
      provider: 'Kuna mabadiliko katika miadi nawe. Saa ni ile ile.',
      sms: 'Miadi imebadilishwa, saa ni ile ile',
    },
    rescheduled: {
      title: 'Miadi imehamishwa',
      patient: 'Miadi yako ina saa mpya.',
      provider: 'Miadi nawe ina saa mpya.',
      sms: 'Miadi IMEHAMISHWA, saa mpya',
    },
    cancelled: {
      title: 'Miadi imeghairiwa',
      patient: 'Miadi yako imeghairiwa. Tafadhali usije saa hiyo.',
      provider: 'Miadi nawe imeghairiwa. Saa hiyo iko wazi tena.',
      sms: 'Miadi IMEGHAIRIWA',
    },
    no_show: {
      title: 'Hukufika kwa miadi',
      patient: 'Tulikusubiri lakini hatukukuona. Tafadhali tupigie simu ukitaka miadi mingine.',
      provider: 'Mgonjwa hakufika kwa miadi hii.',
      sms: 'Miadi haikuhudhuriwa',
    },
    reassigned: {
      title: 'Miadi imepewa mwenzako',
      patient: 'Mhudumu mwingine atakuhudumia.',
      provider: 'Miadi iliyokuwa yako imepewa mwenzako. Saa hiyo huna miadi.',
      sms: 'Miadi imepewa mwenzako',
    },
    hold_expired: {
      title: 'Nafasi haijahifadhiwa tena',
      patient: 'Tulikuhifadhia nafasi hii, lakini haikuthibitishwa. Unaweza kuomba miadi tena wakati wowote.',
      provider: 'Nafasi iliyohifadhiwa nawe iko wazi tena.',
      sms: 'Miadi HAIJAPANGWA, nafasi imeachiwa',
    },
  },
  reminder: (left) => ({
    title: `Miadi yako ni ${left}`,
    patient: 'Tunakukumbusha kuhusu miadi yako. Usipoweza kufika, tafadhali tujulishe.',
    provider: 'Tunakukumbusha kuhusu miadi nawe.',
    sms: `Miadi yako ni ${left}`,
  }),

  labels: {
    when: 'Lini',
    before: 'Awali',
    changed: 'Kilichobadilika',
    length: 'Muda',
    patient: 'Mgonjwa',
    provider: 'Mhudumu',
    place: 'Mahali',
    address: 'Anwani',
    phone: 'Simu',
    modality: 'Namna',
    topics: 'Huduma',
    number: 'Nambari ya miadi',
    reason: 'Sababu ya kuja',
    instruction: 'Tafadhali zingatia',
    cancelled_by: 'Imeghairiwa na',
    cancellation_reason: 'Sababu',
  },
  changes: {
    provider_id: 'mhudumu',
    facility_id: 'mahali',
    end_time: 'muda wa miadi',
    modality: 'namna ya kukutana',
    video_url: 'kiungo cha video',
    topics: 'huduma',
    reason: 'sababu ya kuja',
    patient_instruction: 'maelekezo kwa mgonjwa',
  },
  modalities: { in_person: 'Ana kwa ana', video: 'Kwa video', phone: 'Kwa simu' },
  joinVideo: 'Jiunge kwa video',
  cancelledBy: {
    you: 'wewe',
    patient: 'mgonjwa',
    provider: 'mhudumu',
    system: 'mfumo',
    clinic: 'kliniki',
  },
  cancellationReasons: {
    patient_request: 'Kwa ombi la mgonjwa',
    provider_request: 'Kwa ombi la mhudumu',
    clinic_closed: 'Kliniki imefungwa siku hiyo',
    duplicate: 'Miadi ilipangwa mara mbili',
  },
  calendarTitle: {
    patient: (place) => `Miadi – ${place}`,
    provider: (place, who) => `${who} – ${place}`,
  },
  sms: (lead, when, place, provider) => `${lead}: ${when}, ${place}, na ${provider}.`,

  digest: {
    title: (date) => `Miadi yako ya ${date}`,
    intro: (visits) => (visits === 0 ? 'Hakuna miadi siku hii.' : `Una miadi ${visits} siku hii.`),
    visits: 'Siku hii',
    changed: 'Mabadiliko tangu barua pepe iliyopita',
    changes: {
      booked: 'Mpya',
      moved: 'Imehamishwa',
      cancelled: 'Imeghairiwa',
      updated: 'Imebadilishwa',
      taken_away: 'Imepewa mwenzako',
    },
    before: (when) => `awali: ${when}`,
  },

  account: {
    account_activated: (organization) => ({
      title: 'Akaunti yako imewashwa',
      intro: `Sasa unaweza kuingia katika akaunti yako ya ${organization}.`,
      action: 'Ingia',
      outro: '',
    }),
    password_reset: (organization) => ({
      title: 'Chagua nenosiri jipya',
      intro: `Mtu fulani, huenda ni wewe, ameomba nenosiri jipya la akaunti yako ya ${organization}.`,
      action: 'Chagua nenosiri jipya',
      outro:
        'Kiungo hiki kinafanya kazi mara moja tu, kwa muda wa saa moja. Kama si wewe uliyeomba, usifanye chochote: nenosiri lako linabaki lile lile.',
    }),
  },

  pages: {
    unsubscribe: {
      title: 'Acha kutumiwa barua pepe hizi',
      ask: {
        reminders:
          'Uache kutumiwa vikumbusho kwa barua pepe? Bado utajulishwa miadi ikibadilishwa au ikighairiwa.',
        digest:
          'Uache kutumiwa barua pepe ya kila siku yenye miadi yako? Badala yake utatumiwa ujumbe kwa kila miadi.',
        email: 'Uache kutumiwa barua pepe zozote kuhusu miadi yako, hata ikihamishwa au ikighairiwa?',
      },
      button: 'Acha kutumiwa',
      done: 'Tayari. Hutatumiwa tena barua pepe hizi. Kliniki inaweza kuzirudisha wakati wowote.',
      invalid: 'Kiungo hiki si sahihi. Fungua kile cha barua pepe mpya zaidi, au uliza kliniki.',
    },
    reset: {
      title: 'Chagua nenosiri jipya',
      label: (shortest) => `Nenosiri jipya (angalau herufi ${shortest})`,
      button: 'Hifadhi',
      done: 'Nenosiri lako jipya limehifadhiwa. Sasa unaweza kuingia.',
      invalid: 'Kiungo hiki si sahihi, au muda wake umeisha. Omba kingine.',
      refused: 'Nenosiri hili halifai. Chagua lingine refu zaidi.',
    },
  },
};

function hoursOf(hours: number): string {
  return hours === 1 ? 'saa 1' : `masaa ${hours}`;
}
