import { type ArgumentMetadata, Body, type PipeTransform } from '@nestjs/common';
import { DomainError, type FieldErrors, invalidField } from '../../domain/errors.js';
import { ObjectListField } from './fields.js';
import { makeValidationPipe } from './validation.pipe.js';

/** A body that is a plain list of `type`. Its errors are keyed `0.start`; what is wrong with all of it, `body`. */
export const BodyList = (type: new () => object, max: number): ParameterDecorator =>
  Body(new ListPipe(type, max));

/** TypeScript leaves no trace of what a list holds, so Nest's own pipe lets every list pass. */
class ListPipe implements PipeTransform {
  private readonly pipe = makeValidationPipe();
  private readonly holder: new () => { entries: object[] };

  constructor(type: new () => object, max: number) {
    class Holder {
      @ObjectListField(() => type, { max })
      entries: object[];
    }
    this.holder = Holder;
  }

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<object[]> {
    if (!Array.isArray(value)) throw invalidField('body', 'Must be a list.');
    try {
      const held: unknown = await this.pipe.transform(
        { entries: value },
        { ...metadata, metatype: this.holder },
      );
      return (held as { entries: object[] }).entries;
    } catch (error) {
      throw error instanceof DomainError ? asOfList(error) : error;
    }
  }
}

function asOfList({ code, details }: DomainError): DomainError {
  const errors: FieldErrors = {};
  for (const [field, sentences] of Object.entries(details.errors ?? {}))
    errors[field === 'entries' ? 'body' : field.replace(/^entries\./, '')] = sentences;
  return new DomainError(code, { ...details, errors });
}
