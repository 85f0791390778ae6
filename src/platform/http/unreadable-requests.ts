import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode } from '../../domain/errors.js';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';

/**
 * Paths that Fastify refuses before it has a route, and so before any hook or filter of ours: a percent
 * sign that escapes nothing; a piece of a path longer than any id, which is then the id of nothing.
 */
export function refusePath(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const code = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'not_found' : 'malformed_request';
  const problem = toProblem(new DomainError(code), request.id);
  void reply
    .status(problem.status)
    .headers({ 'Content-Type': PROBLEM_MEDIA_TYPE, 'Cache-Control': 'no-store', 'X-Request-Id': request.id })
    .send(problem);
}

const NOT_HTTP: Record<string, { status: number; code: ErrorCode; detail: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'malformed_request', detail: 'The headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'malformed_request', detail: 'It came too slowly.' },
};
const GARBLED = { status: 400, code: 'malformed_request', detail: 'This is not HTTP.' } as const;

/** What Node itself cannot read as HTTP: there is no request to answer, only a socket to write to. */
export function refuseBytes(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, code, detail } = NOT_HTTP[error.code ?? ''] ?? GARBLED;
  const body = JSON.stringify({ ...toProblem(new DomainError(code, { detail }), randomUUID()), status });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}
