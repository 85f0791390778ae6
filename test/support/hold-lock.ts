import { Client } from 'pg';

/** Keeps everybody from what `statement` locks, on a connection of its own, until what it returns is called. */
export async function holdLock(databaseUrl: string, statement: string): Promise<() => Promise<void>> {
  const holder = new Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(statement);
  return () => holder.end();
}
