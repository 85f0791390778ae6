import type { Words } from './words.js';

const counted = (count: number, one: string, more: string): string => `${count} ${count < 2 ? one : more}`;

const clock = (hour: number, minute: number): string => `${hour}h${String(minute).padStart(2, '0')}`;

/** French, as written by a clinic in Kinshasa, Dakar or Lyon: with `vous`. */
export const fr: Words = {
  language: 'fr',
  direction: 'ltr',
  dateLocale: 'fr-FR',
  colon: ' : ',
  moment: ({ date, hour, minute, zone }) => `${date} à ${clock(hour, minute)} (${zone})`,
  clock,
  length: (minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
  },
  left: (left) => {
    if (left.unit === 'tomorrow') return 'demain';
    const one = { minutes: 'minute', hours: 'heure', days: 'jour' }[left.unit];
    return `dans ${counted(left.count, one, `${one}s`)}`;
  },

  greeting: (name) => `Bonjour ${name},`,
  footer: (organization) => `Ce message vous est envoyé par ${organization}. Merci de ne pas y répondre.`,
  unsubscribe: {
    reminders: 'Ne plus recevoir de rappels par e-mail',
    digest: 'Ne plus recevoir cet e-mail quotidien',
    email: 'Ne plus recevoir d’e-mails au sujet de mes rendez-vous',
  },
  subject: (title, when, place) => `${title} : ${when} – ${place}`,

  headings: {
    created: {
      title: 'Rendez-vous enregistré',
      patient: 'Votre rendez-vous est enregistré.',
      provider: 'Un rendez-vous a été pris avec vous.',
      sms: 'Rendez-vous enregistré',
    },
    requested: {
      title: 'Demande de rendez-vous',
      patient: 'Nous avons bien reçu votre demande. La clinique doit encore la confirmer.',
      provider: 'Un rendez-vous avec vous a été demandé. La clinique doit encore le confirmer.',
      sms: 'Demande de rendez-vous reçue, pas encore confirmée',
    },
    confirmed: {
      title: 'Rendez-vous confirmé',
      patient: 'La clinique a confirmé votre rendez-vous.',
      provider: 'Un rendez-vous avec vous a été confirmé.',
      sms: 'Rendez-vous confirmé',
    },
    updated: {
      title: 'Rendez-vous modifié',
      patient: 'Votre rendez-vous a été modifié. L’heure reste la même.',
      provider: 'Un rendez-vous avec vous a été modifié. L’heure reste la même.',
      sms: 'Rendez-vous modifié, même heure',
    },
    rescheduled: {
      title: 'Rendez-vous déplacé',
      patient: 'Votre rendez-vous a lieu à une autre heure.',
      provider: 'Un rendez-vous avec vous a lieu à une autre heure.',
      sms: 'Rendez-vous DÉPLACÉ, nouvelle heure',
    },
    cancelled: {
      title: 'Rendez-vous annulé',
      patient: 'Votre rendez-vous est annulé. Merci de ne pas venir à cette heure.',
      provider: 'Un rendez-vous avec vous est annulé. L’heure est de nouveau libre.',
      sms: 'Rendez-vous ANNULÉ',
    },
    no_show: {
      title: 'Rendez-vous manqué',
      patient:
        'Nous vous attendions et ne vous avons pas vu. Appelez-nous si vous souhaitez un autre rendez-vous.',
      provider: 'Le patient n’est pas venu à ce rendez-vous.',
      sms: 'Rendez-vous manqué',
    },
    reassigned: {
      title: 'Rendez-vous confié à un collègue',
      patient: 'Une autre personne vous recevra.',
      provider:
        'Un rendez-vous qui était le vôtre a été confié à un collègue. Vous êtes libre à cette heure.',
      sms: 'Rendez-vous confié à un collègue',
    },
    hold_expired: {
      title: 'Heure plus réservée',
      patient:
        'Nous gardions cette heure pour vous, mais elle n’a pas été confirmée. Vous pouvez prendre rendez-vous à tout moment.',
      provider: 'Une heure qui était gardée avec vous est de nouveau libre.',
      sms: 'PAS de rendez-vous, heure plus réservée',
    },
  },
  reminder: (left) => ({
    title: `Votre rendez-vous est ${left}`,
    patient: 'Nous vous rappelons votre rendez-vous. Si vous ne pouvez pas venir, merci de nous prévenir.',
    provider: 'Nous vous rappelons un rendez-vous avec vous.',
    sms: `Votre rendez-vous est ${left}`,
  }),

  labels: {
    when: 'Quand',
    before: 'Auparavant',
    changed: 'Modifié',
    length: 'Durée',
    patient: 'Patient',
    provider: 'Avec',
    place: 'Lieu',
    address: 'Adresse',
    phone: 'Téléphone',
    modality: 'Comment',
    topics: 'Objet',
    number: 'Numéro du rendez-vous',
    reason: 'Motif de la visite',
    instruction: 'À noter',
    cancelled_by: 'Annulé par',
    cancellation_reason: 'Raison',
  },
  changes: {
    provider_id: 'le soignant',
    facility_id: 'le lieu',
    end_time: 'la durée',
    modality: 'la forme de la visite',
    video_url: 'le lien vidéo',
    topics: 'l’objet de la visite',
    reason: 'le motif de la visite',
    patient_instruction: 'les consignes pour le patient',
  },
  modalities: { in_person: 'Sur place', video: 'Par vidéo', phone: 'Par téléphone' },
  joinVideo: 'Rejoindre par vidéo',
  cancelledBy: {
    you: 'vous',
    patient: 'le patient',
    provider: 'le soignant',
    system: 'le système',
    clinic: 'la clinique',
  },
  cancellationReasons: {
    patient_request: 'À la demande du patient',
    provider_request: 'À la demande du soignant',
    clinic_closed: 'La clinique est fermée à cette date',
    duplicate: 'Le rendez-vous avait été pris deux fois',
  },
  calendarTitle: {
    patient: (place) => `Rendez-vous – ${place}`,
    provider: (place, who) => `${who} – ${place}`,
  },
  sms: (lead, when, place, provider) => `${lead} : ${when}, ${place}, avec ${provider}.`,

  digest: {
    title: (date) => `Vos rendez-vous du ${date}`,
    intro: (visits) =>
      visits === 0
        ? 'Aucun rendez-vous ce jour.'
        : `${counted(visits, 'rendez-vous', 'rendez-vous')} ce jour.`,
    visits: 'Ce jour',
    changed: 'Changements depuis le dernier e-mail',
    changes: {
      booked: 'Nouveau',
      moved: 'Déplacé',
      cancelled: 'Annulé',
      updated: 'Modifié',
      taken_away: 'Confié à un collègue',
    },
    before: (when) => `auparavant : ${when}`,
  },

  account: {
    account_activated: (organization) => ({
      title: 'Votre compte est actif',
      intro: `Vous pouvez maintenant vous connecter chez ${organization}.`,
      action: 'Se connecter',
      outro: '',
    }),
    password_reset: (organization) => ({
      title: 'Choisissez un nouveau mot de passe',
      intro: `Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte chez ${organization}.`,
      action: 'Choisir un nouveau mot de passe',
      outro:
        'Le lien est valable une fois, pendant une heure. Si la demande ne vient pas de vous, ne faites rien : votre mot de passe reste le même.',
    }),
  },

  pages: {
    unsubscribe: {
      title: 'Ne plus recevoir ces e-mails',
      ask: {
        reminders:
          'Ne plus recevoir de rappels par e-mail ? Les annulations et les changements vous parviendront toujours.',
        digest:
          'Ne plus recevoir l’e-mail quotidien avec vos rendez-vous ? Vous recevrez alors un message pour chaque rendez-vous.',
        email:
          'Ne plus recevoir aucun e-mail au sujet de vos rendez-vous, même s’ils sont déplacés ou annulés ?',
      },
      button: 'Ne plus recevoir',
      done: 'C’est fait. Vous ne recevrez plus ces e-mails. La clinique peut les réactiver à tout moment.',
      invalid: 'Ce lien n’est pas valable. Ouvrez celui d’un e-mail plus récent, ou demandez à la clinique.',
    },
    reset: {
      title: 'Choisissez un nouveau mot de passe',
      label: (shortest) => `Nouveau mot de passe (au moins ${shortest} caractères)`,
      button: 'Enregistrer',
      done: 'Votre nouveau mot de passe est enregistré. Vous pouvez vous connecter.',
      invalid: 'Ce lien n’est pas ou plus valable. Demandez-en un nouveau.',
      refused: 'Ce mot de passe ne convient pas. Choisissez-en un autre, plus long.',
    },
  },
};
