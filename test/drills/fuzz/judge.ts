import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonBody } from '../../support/http-client.js';
import type { ApiOperation } from '../../support/openapi.js';

const HERE = 'https://kept.example/openapi.json';

export interface Heard {
  status: number;
  contentType: string;
  text: string;
}

/** Says what an answer has that the document does not say. */
export class Judge {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<JsonBody, ValidateFunction>();

  constructor(document: JsonBody) {
    addFormats.default(this.ajv);
    const schemas = closed(document.components.schemas);
    this.ajv.addSchema({ $id: HERE, components: { schemas } });
  }

  /** What is wrong with the answer; null when nothing is. */
  complaint(operation: ApiOperation, { status, contentType, text }: Heard): string | null {
    if (status >= 500) return `status ${status}`;
    const said = operation.said.responses[String(status)];
    if (!said) return `status ${status} is not documented`;
    if (!said.content) return text === '' ? null : 'a body that is not documented';
    const mediaType = contentType.split(';')[0] ?? '';
    const content = said.content[mediaType];
    if (!content) return `media type ${mediaType || 'none'} is not documented`;
    const validate = this.validator(content.schema);
    return validate(JSON.parse(text)) ? null : `schema: ${this.ajv.errorsText(validate.errors)}`;
  }

  private validator(schema: JsonBody): ValidateFunction {
    const known = this.validators.get(schema);
    if (known) return known;
    const made = this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${HERE}#/`)));
    this.validators.set(schema, made);
    return made;
  }
}

/** Schemas that do not let fields through that they do not name. */
function closed(node: JsonBody): JsonBody {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node as object).map(([key, value]) => [key, closed(value)]));
  const isObject = copy['type'] === 'object' && copy['properties'] && !('additionalProperties' in copy);
  return isObject ? { ...copy, additionalProperties: false } : copy;
}
