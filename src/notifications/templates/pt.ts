import type { Words } from './words.js';

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

const clock = (hour: number, minute: number): string => `${hour}h${String(minute).padStart(2, '0')}`;

/** Portuguese, formal, as written by a clinic in Maputo, Luanda or Lisbon. */
export const pt: Words = {
  language: 'pt',
  direction: 'ltr',
  dateLocale: 'pt-PT',
  colon: ': ',
  moment: ({ date, hour, minute, zone }) => `${date} às ${clock(hour, minute)} (${zone})`,
  clock,
  length: (minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
  },
  left: (left) => {
    if (left.unit === 'tomorrow') return 'amanhã';
    const one = { minutes: 'minuto', hours: 'hora', days: 'dia' }[left.unit];
    return `daqui a ${counted(left.count, one, `${one}s`)}`;
  },

  greeting: (name) => `Prezado(a) ${name},`,
  footer: (organization) => `Esta mensagem foi enviada por ${organization}. Por favor, não responda.`,
  unsubscribe: {
    reminders: 'Deixar de receber lembretes por e-mail',
    digest: 'Deixar de receber este e-mail diário',
    email: 'Deixar de receber e-mails sobre as minhas consultas',
  },
  subject: (title, when, place) => `${title}: ${when} – ${place}`,

  headings: {
    created: {
      title: 'Consulta marcada',
      patient: 'A sua consulta está marcada.',
      provider: 'Foi marcada uma consulta consigo.',
      sms: 'Consulta marcada',
    },
    requested: {
      title: 'Pedido de consulta',
      patient: 'Recebemos o seu pedido. A clínica ainda tem de o confirmar.',
      provider: 'Foi pedida uma consulta consigo. A clínica ainda tem de a confirmar.',
      sms: 'Pedido de consulta recebido, ainda não confirmado',
    },
    confirmed: {
      title: 'Consulta confirmada',
      patient: 'A clínica confirmou a sua consulta.',
      provider: 'Foi confirmada uma consulta consigo.',
      sms: 'Consulta confirmada',
    },
    updated: {
      title: 'Consulta alterada',
      patient: 'Houve uma alteração na sua consulta. A hora mantém-se.',
      provider: 'Houve uma alteração numa consulta consigo. A hora mantém-se.',
      sms: 'Consulta alterada, mesma hora',
    },
    rescheduled: {
      title: 'Consulta remarcada',
      patient: 'A sua consulta tem uma nova hora.',
      provider: 'Uma consulta consigo tem uma nova hora.',
      sms: 'Consulta REMARCADA, nova hora',
    },
    cancelled: {
      title: 'Consulta cancelada',
      patient: 'A sua consulta foi cancelada. Por favor, não venha a essa hora.',
      provider: 'Uma consulta consigo foi cancelada. A hora está novamente livre.',
      sms: 'Consulta CANCELADA',
    },
    no_show: {
      title: 'Falta à consulta',
      patient: 'Esperámos por si, mas não compareceu. Se desejar uma nova consulta, por favor telefone-nos.',
      provider: 'O paciente não compareceu a esta consulta.',
      sms: 'Falta à consulta',
    },
    reassigned: {
      title: 'Consulta entregue a um colega',
      patient: 'Será atendido por outra pessoa.',
      provider: 'Uma consulta que era sua foi entregue a um colega. Está livre a essa hora.',
      sms: 'Consulta entregue a um colega',
    },
    hold_expired: {
      title: 'Hora já não reservada',
      patient:
        'Tínhamos esta hora reservada para si, mas não foi confirmada. Pode marcar uma consulta a qualquer momento.',
      provider: 'Uma hora que estava reservada consigo está novamente livre.',
      sms: 'Consulta NÃO marcada, hora já não reservada',
    },
  },
  reminder: (left) => ({
    title: `A sua consulta é ${left}`,
    patient: 'Lembramos a sua consulta. Se não puder comparecer, por favor avise-nos.',
    provider: 'Lembramos uma consulta consigo.',
    sms: `A sua consulta é ${left}`,
  }),

  labels: {
    when: 'Quando',
    before: 'Antes',
    changed: 'Alterado',
    length: 'Duração',
    patient: 'Paciente',
    provider: 'Com',
    place: 'Local',
    address: 'Endereço',
    phone: 'Telefone',
    modality: 'Modalidade',
    topics: 'Assunto',
    number: 'Número da consulta',
    reason: 'Motivo da consulta',
    instruction: 'Atenção',
    cancelled_by: 'Cancelada por',
    cancellation_reason: 'Motivo do cancelamento',
  },
  changes: {
    provider_id: 'o profissional de saúde',
    facility_id: 'o local',
    end_time: 'a duração',
    modality: 'a modalidade',
    video_url: 'a ligação de vídeo',
    topics: 'o assunto',
    reason: 'o motivo da consulta',
    patient_instruction: 'as indicações para o paciente',
  },
  modalities: { in_person: 'Presencial', video: 'Por vídeo', phone: 'Por telefone' },
  joinVideo: 'Entrar por vídeo',
  cancelledBy: {
    you: 'si',
    patient: 'o paciente',
    provider: 'o profissional de saúde',
    system: 'o sistema',
    clinic: 'a clínica',
  },
  cancellationReasons: {
    patient_request: 'A pedido do paciente',
    provider_request: 'A pedido do profissional de saúde',
    clinic_closed: 'A clínica está fechada nessa data',
    duplicate: 'A consulta estava marcada duas vezes',
  },
  calendarTitle: {
    patient: (place) => `Consulta – ${place}`,
    provider: (place, who) => `${who} – ${place}`,
  },
  sms: (lead, when, place, provider) => `${lead}: ${when}, ${place}, com ${provider}.`,

  digest: {
    title: (date) => `As suas consultas de ${date}`,
    intro: (visits) =>
      visits === 0 ? 'Não há consultas neste dia.' : `${counted(visits, 'consulta', 'consultas')} neste dia.`,
    visits: 'Neste dia',
    changed: 'Alterações desde o último e-mail',
    changes: {
      booked: 'Nova',
      moved: 'Remarcada',
      cancelled: 'Cancelada',
      updated: 'Alterada',
      taken_away: 'Entregue a um colega',
    },
    before: (when) => `antes: ${when}`,
  },

  account: {
    account_activated: (organization) => ({
      title: 'A sua conta está activa',
      intro: `Já pode entrar na sua conta em ${organization}.`,
      action: 'Entrar',
      outro: '',
    }),
    password_reset: (organization) => ({
      title: 'Escolha uma nova palavra-passe',
      intro: `Alguém, provavelmente o próprio, pediu uma nova palavra-passe para a sua conta em ${organization}.`,
      action: 'Escolher uma nova palavra-passe',
      outro:
        'A ligação funciona uma só vez e durante uma hora. Se não foi feito por si, não faça nada: a sua palavra-passe mantém-se.',
    }),
  },

  pages: {
    unsubscribe: {
      title: 'Deixar de receber estes e-mails',
      ask: {
        reminders:
          'Deixar de receber lembretes por e-mail? Continuará a ser avisado de alterações e cancelamentos.',
        digest:
          'Deixar de receber o e-mail diário com as suas consultas? Passará a receber uma mensagem por cada consulta.',
        email:
          'Deixar de receber todos os e-mails sobre as suas consultas, mesmo que sejam remarcadas ou canceladas?',
      },
      button: 'Deixar de receber',
      done: 'Está feito. Não receberá mais estes e-mails. A clínica pode reactivá-los a qualquer momento.',
      invalid: 'Esta ligação não é válida. Abra a de um e-mail mais recente ou contacte a clínica.',
    },
    reset: {
      title: 'Escolha uma nova palavra-passe',
      label: (shortest) => `Nova palavra-passe (pelo menos ${shortest} caracteres)`,
      button: 'Guardar',
      done: 'A sua nova palavra-passe foi guardada. Já pode entrar.',
      invalid: 'Esta ligação não é válida ou já expirou. Peça uma nova.',
      refused: 'Esta palavra-passe não serve. Escolha outra, mais longa.',
    },
  },
};
