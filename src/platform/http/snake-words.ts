import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayUnique, Matches } from 'class-validator';
import { toSnakeWord } from '../../domain/snake-word.js';
import { type FieldOptions, TextField, TextListField } from './fields.js';

const SNAKE_WORD = /^[a-z0-9]+(_[a-z0-9]+)*$/;
const LONGEST = 50;
const MESSAGE = 'Lower-case letters and digits, words joined by underscores.';

function tidy({ value }: { value: unknown }): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => tidy({ value: entry }));
  return typeof value === 'string' ? toSnakeWord(value) : value;
}

/** A word of a vocabulary that people extend (`general_practice`); other ways of writing it are brought into form. */
export function SnakeWordField(options: FieldOptions = {}): PropertyDecorator {
  const text = TextField({ ...options, min: 1, max: LONGEST, pattern: SNAKE_WORD, patternMessage: MESSAGE });
  return applyDecorators(text, Transform(tidy));
}

/** Several of them, each once. */
export function SnakeWordListField(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  return applyDecorators(
    TextListField({ ...options, maxLength: LONGEST }),
    Matches(SNAKE_WORD, { each: true, message: `Each entry: ${MESSAGE}` }),
    ArrayUnique({ message: 'Each entry only once.' }),
    Transform(tidy),
  );
}
