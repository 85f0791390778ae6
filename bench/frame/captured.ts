import type { EntityManager } from 'typeorm';

/** A statement as the product sends it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** What `work` would send to PostgreSQL, prepared or not; `answers` are the rows that each statement finds. */
export async function statementsOf(
  work: (tx: EntityManager) => Promise<unknown>,
  answers: readonly object[][] = [],
): Promise<Statement[]> {
  const sent: Statement[] = [];
  const take = (text: string, values: unknown[] = []): object[] => {
    sent.push({ text, values });
    return answers[sent.length - 1] ?? [{}];
  };
  // All of a connection that the product's statements ask for.
  const client = {
    query: ({ text, values }: Statement) => Promise.resolve({ rows: take(text, values) }),
  };
  const tx = {
    query: (text: string, values: unknown[]) => Promise.resolve(take(text, values)),
    queryRunner: { connect: () => Promise.resolve(client) },
  };
  await work(tx as unknown as EntityManager);
  return sent;
}
