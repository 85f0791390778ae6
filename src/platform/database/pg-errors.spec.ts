import { QueryFailedError } from 'typeorm';
import { toDomainError } from './pg-errors.js';

const saidByPostgres = (code: string, constraint?: string): Error =>
  new QueryFailedError('SELECT', [], Object.assign(new Error('said by PostgreSQL'), { code, constraint }));

describe('what PostgreSQL says, to callers', () => {
  it.each([
    ['08006', 'the connection broke'],
    ['53300', 'there are too many connections'],
    ['57P01', 'an administrator stops the server'],
    ['57014', 'the statement took too long'],
    ['55P03', 'a lock was not to be had in time'],
    ['25006', 'the server has become a read-only standby'],
    ['25P03', 'the transaction was idle for too long'],
    ['40P01', 'a deadlock, three times'],
  ])('%s (%s) is an outage: come back soon', (code) => {
    const refusal = toDomainError(saidByPostgres(code));
    expect(refusal?.code).toBe('service_unavailable');
    expect(refusal?.details.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('is a conflict on the field, where a constraint has a name that is known', () => {
    const refusal = toDomainError(saidByPostgres('23505', 'facility_code_unique'));
    expect([refusal?.code, Object.keys(refusal?.details.errors ?? {})]).toEqual(['already_exists', ['code']]);
  });

  it('is our mistake otherwise', () => {
    expect(toDomainError(saidByPostgres('23505', 'some_other_index'))).toBeNull();
    expect(toDomainError(saidByPostgres('42703'))).toBeNull();
    expect(toDomainError(new Error('25006'))).toBeNull();
  });
});
