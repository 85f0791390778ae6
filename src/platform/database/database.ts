import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Sql } from 'sql-template-tag';
import { isRetryable } from './pg-errors.js';

const MAX_ATTEMPTS = 3;

/** Transactions by callback, and hand-written SQL. Nobody holds a QueryRunner. */
@Injectable()
export class Database {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** For single statements; each is its own transaction. */
  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  /**
   * Runs the callback in one READ COMMITTED transaction. After a serialization failure or a deadlock the
   * whole callback runs again (three times at most), so it must do nothing that a rollback cannot undo.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return retrying(() => this.dataSource.transaction(work));
  }
}

/** Runs `work` again when PostgreSQL asks for it, after a short random pause that lets rivals finish. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** The rows of a hand-written statement; `Row` says their columns, which the caller's SQL must select. */
export async function rows<Row>(manager: EntityManager, statement: Sql): Promise<Row[]> {
  const result: unknown = await manager.query(statement.text, statement.values);
  // TypeORM answers [rows, count] for UPDATE and DELETE, and plain rows for the rest.
  const isCounted = Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';
  return (isCounted ? (result as [Row[], number])[0] : result) as Row[];
}

/** The first row, or null. */
export async function firstRow<Row>(manager: EntityManager, statement: Sql): Promise<Row | null> {
  const [row] = await rows<Row>(manager, statement);
  return row ?? null;
}
