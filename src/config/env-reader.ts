/** Thrown once, with a line for each variable that is wrong. */
export class InvalidEnvironment extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export type EnvSource = Record<string, string | undefined>;

/** Reads one variable after another, and remembers everything that was wrong with them. */
export class EnvReader {
  readonly problems: string[] = [];

  constructor(private readonly source: EnvSource) {}

  text(name: string): string | undefined {
    const value = this.source[name]?.trim();
    return value === '' ? undefined : value;
  }

  required(name: string, why: string): string {
    const value = this.text(name);
    if (value === undefined) this.problems.push(`${name} is required: ${why}`);
    return value ?? '';
  }

  whole(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    this.problems.push(`${name} must be a whole number from ${min} to ${max}, not "${value}"`);
    return fallback;
  }

  /** @param orElse what it may be besides, for the line that says so */
  flag(name: string, fallback: boolean, orElse = ''): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return fallback;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    this.problems.push(`${name} must be true or false${orElse}, not "${value}"`);
    return fallback;
  }

  oneOf<T extends string>(name: string, words: readonly T[], fallback: T): T {
    const value = this.text(name) ?? fallback;
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) this.problems.push(`${name} must be one of ${words.join(', ')}, not "${value}"`);
    return word ?? fallback;
  }

  url(name: string, protocols: readonly string[], value = this.text(name)): string | undefined {
    if (value === undefined) return undefined;
    const scheme = URL.canParse(value) ? new URL(value).protocol.replace(':', '') : '';
    // The value itself is not repeated: it may hold a password.
    if (!protocols.includes(scheme))
      this.problems.push(`${name} must be a URL that starts with ${protocols.join(' or ')}://`);
    return value;
  }
}
