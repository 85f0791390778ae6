import { LOCALES } from '../../domain/locale.js';
import { wordsFor } from './languages.js';
import type { Words } from './words.js';

/** Something that fits each function of {@link Words}; those of its paths that are not here take a text. */
const ARGUMENTS: Record<string, unknown[][]> = {
  moment: [[{ date: '1/1', hour: 13, minute: 5, zone: 'Nairobi' }]],
  clock: [[13, 5]],
  length: [[90]],
  left: [
    [{ unit: 'tomorrow' }],
    ...['minutes', 'hours', 'days'].flatMap((unit) => [1, 2].map((count) => [{ unit, count }])),
  ],
  'digest.intro': [[0], [1], [2]],
  'pages.reset.label': [[12]],
};

/** Every text of a language by its path, functions called. */
function textsOf(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function')
    return (ARGUMENTS[path] ?? [['{1}', '{2}', '{3}', '{4}']]).flatMap((args, index) =>
      textsOf((node as (...args: unknown[]) => unknown)(...args), `${path}(${index})`),
    );
  return Object.entries(node as object).flatMap(([key, child]) =>
    textsOf(child, path === '' ? key : `${path}.${key}`),
  );
}

const english = new Map(textsOf(wordsFor('en')));
const ALL = LOCALES.map((locale) => [locale, new Map(textsOf(wordsFor(locale)))] as const);
const OTHERS = ALL.filter(([locale]) => locale !== 'en');

/** The same in several languages by their nature. */
const MAY_BE_ALIKE = [
  /^(language|direction|dateLocale|colon)$/,
  /^(moment|clock|length|subject|calendarTitle\.provider)\(/,
  /^greeting\(/,
];
const ALIKE_BY_CHANCE = ['labels.patient'];

describe.each(ALL)('%s', (_, texts) => {
  it('says all that English says', () => {
    expect([...texts.keys()]).toEqual([...english.keys()]);
    const empty = [...texts].filter(([, text]) => text.trim() === '').map(([path]) => path);
    expect(empty).toEqual(['account.account_activated(0).outro']);
  });

  it('puts in what it is given', () => {
    for (const [path, text] of english)
      for (const hole of text.match(/\{\d\}/g) ?? [])
        expect({ path, text: texts.get(path) }).toEqual({
          path,
          text: expect.stringContaining(hole) as string,
        });
    expect([...texts.values()].filter((text) => /undefined|NaN|\[object/.test(text))).toEqual([]);
  });
});

describe.each(OTHERS)('%s', (_, texts) => {
  it('is not English', () => {
    const alike = [...texts]
      .filter(
        ([path, text]) =>
          text !== '' && text === english.get(path) && !MAY_BE_ALIKE.some((one) => one.test(path)),
      )
      .map(([path]) => path);
    expect(alike.filter((path) => !ALIKE_BY_CHANCE.includes(path))).toEqual([]);
    const english_words =
      /\b(the|your|you|appointment|visit|with|please|was|is|clinic|tomorrow|hours?|days?)\b/i;
    expect([...texts.values()].filter((text) => english_words.test(text))).toEqual([]);
  });
});

describe('times', () => {
  const lefts = (words: Words): string[] =>
    (['minutes', 'hours', 'days'] as const).flatMap((unit) =>
      [1, 2].map((count) => words.left({ unit, count })),
    );

  it.each([
    ['en', ['in 1 minute', 'in 2 minutes', 'in 1 hour', 'in 2 hours', 'in 1 day', 'in 2 days'], 'tomorrow'],
    [
      'fr',
      ['dans 1 minute', 'dans 2 minutes', 'dans 1 heure', 'dans 2 heures', 'dans 1 jour', 'dans 2 jours'],
      'demain',
    ],
    [
      'sw',
      [
        'ndani ya dakika 1',
        'ndani ya dakika 2',
        'ndani ya saa 1',
        'ndani ya masaa 2',
        'baada ya siku 1',
        'baada ya siku 2',
      ],
      'kesho',
    ],
    [
      'pt',
      [
        'daqui a 1 minuto',
        'daqui a 2 minutos',
        'daqui a 1 hora',
        'daqui a 2 horas',
        'daqui a 1 dia',
        'daqui a 2 dias',
      ],
      'amanhã',
    ],
  ])('that are left, in %s', (locale, said, tomorrow) => {
    expect(lefts(wordsFor(locale))).toEqual(said);
    expect(wordsFor(locale).left({ unit: 'tomorrow' })).toBe(tomorrow);
  });

  it.each([
    ['en', '08:05', '1 h 30 min', '2 h', '45 min'],
    ['fr', '8h05', '1 h 30 min', '2 h', '45 min'],
    ['pt', '8h05', '1 h 30 min', '2 h', '45 min'],
    ['sw', 'saa 2:05 asubuhi (08:05)', 'saa 1 dakika 30', 'masaa 2', 'dakika 45'],
  ])('of a clock and of a visit, in %s', (locale, eight, ...lengths) => {
    const words = wordsFor(locale);
    expect(words.clock(8, 5)).toBe(eight);
    expect([90, 120, 45].map(words.length)).toEqual(lengths);
  });

  it.each([
    [0, 'saa 6:00 usiku'],
    [4, 'saa 10:00 alfajiri'],
    [6, 'saa 12:00 asubuhi'],
    [7, 'saa 1:00 asubuhi'],
    [12, 'saa 6:00 mchana'],
    [15, 'saa 9:00 mchana'],
    [16, 'saa 10:00 jioni'],
    [18, 'saa 12:00 jioni'],
    [19, 'saa 1:00 usiku'],
  ])('at %s o’clock in Swahili', (hour, said) => expect(wordsFor('sw').clock(hour, 0)).toContain(said));
});

it('somebody whose language we do not speak reads English', () => {
  expect(['en-KE', 'fr_CD', 'sw', 'PT-mz', 'de', ''].map((locale) => wordsFor(locale).language)).toEqual([
    'en',
    'fr',
    'sw',
    'pt',
    'en',
    'en',
  ]);
});
