import { formatUhid, isUhid, readUhid, scatterUhidNumber } from './uhid.js';

/** A spread of numbers that is the same in every run. */
const NUMBERS = [
  0,
  1,
  999_999_999,
  ...Array.from({ length: 500 }, (_, count) => scatterUhidNumber(count * 7_919)),
];
const COUNTRIES = ['KE', 'RW', 'TZ', 'US', 'ZA', 'AZ'];
const UHIDS = COUNTRIES.flatMap((country) => NUMBERS.map((number) => formatUhid(country, number)));
const DIGITS = [...'0123456789'];

function replaceAt(text: string, position: number, by: string): string {
  return text.slice(0, position) + by + text.slice(position + by.length);
}

describe('formatUhid', () => {
  it('writes country, nine digits and the check letter', () => {
    expect(formatUhid('KE', 123_456_789)).toMatch(/^KE123456789[A-Z]$/);
    expect(formatUhid('KE', 7)).toMatch(/^KE000000007[A-Z]$/);
  });

  it('takes the letter of Spain’s table: 2014123456789 modulo 23', () => {
    const letter = 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(2_014_123_456_789n % 23n));
    expect(formatUhid('KE', 123_456_789)).toBe(`KE123456789${letter}`);
  });

  it.each([
    ['ke', 1],
    ['KEN', 1],
    ['KE', -1],
    ['KE', 1_000_000_000],
    ['KE', 1.5],
  ])('refuses %s %d', (country, number) => {
    expect(() => formatUhid(country, number)).toThrow(RangeError);
  });
});

describe('isUhid', () => {
  it('accepts every UHID that is made', () => {
    expect(UHIDS.filter((uhid) => !isUhid(uhid))).toEqual([]);
  });

  it('catches every single wrong digit', () => {
    const missed: string[] = [];
    for (const uhid of UHIDS)
      for (let position = 2; position < 11; position++)
        for (const digit of DIGITS) {
          const wrong = replaceAt(uhid, position, digit);
          if (wrong !== uhid && isUhid(wrong)) missed.push(wrong);
        }
    expect(missed).toEqual([]);
  });

  it('catches every swap of neighbouring digits', () => {
    const missed: string[] = [];
    for (const uhid of UHIDS)
      for (let position = 2; position < 10; position++) {
        const wrong = replaceAt(uhid, position, uhid.charAt(position + 1) + uhid.charAt(position));
        if (wrong !== uhid && isUhid(wrong)) missed.push(wrong);
      }
    expect(missed).toEqual([]);
  });

  it('catches every wrong check letter', () => {
    for (const uhid of UHIDS.slice(0, 50)) {
      const accepted = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) =>
        isUhid(uhid.slice(0, -1) + letter),
      );
      expect(accepted).toEqual([uhid.slice(-1)]);
    }
  });

  it.each(['', 'KE', 'KE12345678A', '12123456789A', 'KE1234567890', 'ké123456789A'])('refuses %p', (text) => {
    expect(isUhid(text)).toBe(false);
  });
});

describe('readUhid', () => {
  it('understands other ways of writing it', () => {
    const uhid = formatUhid('KE', 123_456_789);
    const spaced = `${uhid.slice(0, 2)} ${uhid.slice(2, 5)} ${uhid.slice(5, 8)}-${uhid.slice(8)}`;
    expect(readUhid(` ${spaced.toLowerCase()} `)).toBe(uhid);
    expect(readUhid('Amina Odhiambo')).toBeNull();
  });
});

describe('scatterUhidNumber', () => {
  it('never gives two counts the same number', () => {
    // Injective on all counts, because the stride shares no factor with 10^9: checked on the two primes.
    expect(618_033_989 % 2).not.toBe(0);
    expect(618_033_989 % 5).not.toBe(0);
    const numbers = new Set(Array.from({ length: 100_000 }, (_, count) => scatterUhidNumber(count)));
    expect(numbers.size).toBe(100_000);
  });

  it('stays within nine digits at both ends', () => {
    for (const count of [0, 1, 999_999_998, 999_999_999]) {
      expect(scatterUhidNumber(count)).toBeGreaterThanOrEqual(0);
      expect(scatterUhidNumber(count)).toBeLessThan(1_000_000_000);
    }
  });

  it('keeps neighbours apart', () => {
    for (let count = 1; count < 1_000; count++)
      expect(Math.abs(scatterUhidNumber(count + 1) - scatterUhidNumber(count))).toBeGreaterThan(1_000_000);
  });

  it('refuses to start again when the numbers are used up', () => {
    expect(() => scatterUhidNumber(1_000_000_000)).toThrow(RangeError);
  });
});
