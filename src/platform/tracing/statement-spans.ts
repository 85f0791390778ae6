import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ATTR_DB_OPERATION_NAME, ATTR_DB_SYSTEM_NAME } from '@opentelemetry/semantic-conventions';
import pg from 'pg';

type Query = (this: unknown, ...args: unknown[]) => unknown;
type Callback = (error: unknown, ...rest: unknown[]) => unknown;

/** `SELECT appointment`: what is done, and to which table first. Neither the text nor its values. */
export function nameOfStatement(text: string): string {
  const [, verb = 'SQL'] = /^\s*(\w+)/.exec(text) ?? [];
  const written = /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)/i.exec(text)?.[1];
  const table = written ?? /\bFROM\s+"?(\w+)/i.exec(text)?.[1];
  return table === undefined ? verb.toUpperCase() : `${verb.toUpperCase()} ${table}`;
}

/**
 * A span for every statement that a request or job sends. Done at the connections of `pg`, since all statements pass
 * there, TypeORM's and our own; those outside of any span, like a worker's looking for work, make none.
 */
export function traceStatements(tracer: Tracer): void {
  const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
  const { query } = prototype;
  prototype.query = function (this: unknown, ...args: unknown[]): unknown {
    if (!trace.getActiveSpan()) return query.apply(this, args);
    const span = startSpan(tracer, textOf(args[0]));
    const last = args.at(-1);
    if (isCallback(last)) {
      args[args.length - 1] = (error: unknown, ...rest: unknown[]) => {
        end(span, error);
        return last(error, ...rest);
      };
      return query.apply(this, args);
    }
    const answer = query.apply(this, args);
    if (answer instanceof Promise)
      answer.then(
        () => end(span),
        (error: unknown) => end(span, error),
      );
    else span.end();
    return answer;
  };
  keepContextInPool();
}

/** Who waits for a connection gets it from whoever gives it back, and would go on in their trace. */
function keepContextInPool(): void {
  const { prototype } = pg.Pool as unknown as { prototype: { connect: Query } };
  const { connect } = prototype;
  prototype.connect = function (this: unknown, ...args: unknown[]): unknown {
    return connect.apply(
      this,
      args.map((arg) => (isCallback(arg) ? context.bind(context.active(), arg) : arg)),
    );
  };
}

function startSpan(tracer: Tracer, text: string): Span {
  const name = nameOfStatement(text);
  const [operation = name] = name.split(' ', 1);
  const attributes = { [ATTR_DB_SYSTEM_NAME]: 'postgresql', [ATTR_DB_OPERATION_NAME]: operation };
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
}

/** With the SQLSTATE, and without the message, which may repeat values. */
function end(span: Span, error?: unknown): void {
  if (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    span.setAttribute('db.response.status_code', code).setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
}

function isCallback(arg: unknown): arg is Callback {
  return typeof arg === 'function';
}
