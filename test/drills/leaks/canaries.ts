/** Words that nobody else uses: wherever one of them is found, a person's data has been. */
export const CANARY = {
  first_name: 'Zephyrina',
  last_name: 'Quillfeather',
  email: 'zq.canary@example.org',
  phone_number: '+254711993377',
  national_id: 'NID-CANARY-4471',
  medical_history: 'Xylophobia since childhood',
  reason: 'Quokkaitis of the elbow',
  notes: 'Wombatitis was ruled out',
  patient_instruction: 'Bring the numbatometer',
  reason_text: 'Dingolitis at home',
  override_reason: 'Echidnosis cannot wait',
  password: 'kookaburra horse battery',
} as const;

/** Short enough to be found in a part of the whole, as in a masked or a cut text. */
const NEEDLES: Record<string, RegExp> = {
  'first name': /zephyrina/i,
  'last name': /quillfeather/i,
  email: /zq\.canary/i,
  'phone number': /711993377/,
  'national ID': /nid-canary/i,
  'medical history': /xylophobia/i,
  reason: /quokkaitis/i,
  notes: /wombatitis/i,
  instruction: /numbatometer/i,
  'reason for cancelling': /dingolitis/i,
  'reason for setting rules aside': /echidnosis/i,
  password: /kookaburra/i,
};

/** Which of them are in a text, whole or encoded for a URL or in base64; with what stands around the first of each. */
export function leaksIn(text: string): string[] {
  const readings = [text, ...decoded(text)];
  return Object.entries(NEEDLES).flatMap(([name, needle]) => {
    const found = readings.map((reading) => needle.exec(reading)).find((match) => match !== null);
    if (!found) return [];
    return [`${name}: …${found.input.slice(Math.max(0, found.index - 120), found.index + 60)}…`];
  });
}

function decoded(text: string): string[] {
  const base64 = text.match(/[\w+/-]{16,}={0,2}/g) ?? [];
  return base64.map((word) => Buffer.from(word, 'base64').toString('latin1'));
}
