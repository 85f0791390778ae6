import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ClientBase, Pool } from 'pg';
import type { Sql } from 'sql-template-tag';
import { DataSource, type EntityManager } from 'typeorm';
import { isOutdatedPlan, isRefusedByConstraint, isRetryable } from './pg-errors.js';

const MAX_ATTEMPTS = 3;

/** A transaction that is open around everything the current call does. */
interface Surrounding {
  manager: EntityManager;
  afterCommit: (() => void)[];
}

/** Where reads that need no transaction may go instead of the primary. */
export interface ReadRoute {
  read<T>(primary: EntityManager, work: (manager: EntityManager) => Promise<T>): Promise<T>;
}

/** Transactions by callback, and hand-written SQL. Nobody holds a QueryRunner. */
@Injectable()
export class Database {
  private readonly surrounding = new AsyncLocalStorage<Surrounding | null>();

  private route: ReadRoute | null = null;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Lets the reads of `reading` go another way: to a replica, where there is one. */
  routeReads(route: ReadRoute): void {
    this.route = route;
  }

  /** For single statements: each its own transaction, or part of the surrounding one. */
  get manager(): EntityManager {
    return this.surrounding.getStore()?.manager ?? this.dataSource.manager;
  }

  /** Whether what runs here is part of a transaction that is open around it. */
  get isSurrounded(): boolean {
    return Boolean(this.surrounding.getStore());
  }

  /** For a list or a search: statements that only read, and may be answered by a replica that is up to date. */
  reading<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.surrounding.getStore() || !this.route) return work(this.manager);
    return this.route.read(this.dataSource.manager, work);
  }

  /**
   * Runs the callback in one READ COMMITTED transaction. After a serialization failure or a deadlock the
   * whole callback runs again (three times at most), so it must do nothing that a rollback cannot undo.
   * Inside a surrounding transaction it is a savepoint of that one.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const outer = this.surrounding.getStore();
    if (outer) return outer.manager.transaction(work);
    return retrying(() => this.dataSource.transaction(work));
  }

  /**
   * One statement that may fail: on its own it needs no transaction around it; inside a surrounding one
   * it gets a savepoint, so that its failure does not end everything.
   */
  async attempt<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const outer = this.surrounding.getStore();
    return outer ? outer.manager.transaction(work) : retrying(() => work(this.dataSource.manager));
  }

  /** Opens a transaction around everything that `work` does through this class, however deep. */
  async surround<T>(work: () => Promise<T>): Promise<T> {
    const outer = this.surrounding.getStore();
    if (outer) return this.within(outer.manager, outer.afterCommit, work);
    const afterCommit: (() => void)[] = [];
    const result = await retrying(() => {
      afterCommit.length = 0;
      return this.within(this.dataSource.manager, afterCommit, work);
    });
    for (const act of afterCommit) act();
    return result;
  }

  /** A transaction of `parent`, or its savepoint where it is in one, with `work` inside. */
  private within<T>(parent: EntityManager, afterCommit: (() => void)[], work: () => Promise<T>): Promise<T> {
    return parent.transaction((manager) => this.surrounding.run({ manager, afterCommit }, work));
  }

  /**
   * Does `work` outside any surrounding transaction: it stays, even when that one is undone. On a connection
   * of its own, so not where many may hold one at once: the pool would have none left for any of them.
   */
  apart<T>(work: () => Promise<T>): Promise<T> {
    return this.surrounding.run(null, work);
  }

  /** Acts once what was written is there for others to see: now, or after the surrounding commit. */
  afterCommit(act: () => void): void {
    const outer = this.surrounding.getStore();
    if (outer) outer.afterCommit.push(act);
    else act();
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
  return (isCounted(result) ? result[0] : result) as Row[];
}

/** TypeORM answers `[rows, count]` for UPDATE and DELETE, and plain rows for the rest. */
function isCounted(result: unknown): result is [unknown[], number] {
  return (
    Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number'
  );
}

interface PreparedStatement {
  /** None: PostgreSQL plans it each time. */
  name?: string;
  text: string;
  values: unknown[];
}

/**
 * The rows of a statement that each connection parses and plans once: for those that nearly every request
 * runs, and whose text is always the same, or one of few. TypeORM itself knows no prepared statements.
 */
export async function preparedRows<Row>(manager: EntityManager, statement: Sql): Promise<Row[]> {
  const { text, values } = statement;
  try {
    return (await query(manager, { ...named(text), values })) as Row[];
  } catch (error) {
    if (!isOutdatedPlan(error)) throw error;
    // A migration has changed a table meanwhile: under new names all of them are planned again. In a
    // transaction, which is lost, whoever opened it runs it again (`isRetryable`).
    generation++;
    if (manager.queryRunner) throw error;
    return (await query(manager, { ...named(text), values })) as Row[];
  }
}

/** The first row of a prepared statement, or null. */
export async function firstPreparedRow<Row>(manager: EntityManager, statement: Sql): Promise<Row | null> {
  const [row] = await preparedRows<Row>(manager, statement);
  return row ?? null;
}

/** How long PostgreSQL takes a list for whose length it does not know. */
const ASSUMED_LENGTH = 10;

/**
 * Ids for `= ANY (…)` of a prepared statement, repeated until they are as many as its plan was made for. With fewer,
 * PostgreSQL would find each time that a plan of its own must be cheaper, and making that takes longer than the read.
 */
export function planned(ids: readonly string[]): string[] {
  return Array.from({ length: Math.max(ids.length, ASSUMED_LENGTH) }, (_, n) => ids[n % ids.length] ?? '');
}

/** On the connection of the manager's transaction, or on one of the pool. */
async function query(manager: EntityManager, statement: PreparedStatement): Promise<unknown[]> {
  if (!manager.queryRunner)
    return inPool((manager.dataSource.driver as unknown as { master: Pool }).master, statement);
  const connection = (await manager.queryRunner.connect()) as ClientBase;
  return (await connection.query<object>(statement)).rows;
}

/**
 * The pool's own `query` closes the connection of whatever fails. But a booking that a constraint refuses is an answer
 * like any other: two hundred who want one slot would have to wait for two hundred new connections.
 */
async function inPool(pool: Pool, statement: PreparedStatement): Promise<unknown[]> {
  const connection = await pool.connect();
  let lost: Error | undefined;
  try {
    return (await connection.query<object>(statement)).rows;
  } catch (error) {
    if (!isRefusedByConstraint(error)) lost = error as Error;
    throw error;
  } finally {
    connection.release(lost);
  }
}

const numbers = new Map<string, number>();
let generation = 0;

/** Each connection keeps the plans of all of them: filters of lists that nobody else combines are not worth it. */
const MOST_STATEMENTS = 150;

/**
 * One name for one text, so that no two statements can ever be taken for each other. The generation is in the
 * text too: PgBouncer knows prepared statements by their text, and would hand out the outdated plan again.
 */
function named(text: string): { name?: string; text: string } {
  const number = numbers.get(text) ?? numbers.size;
  if (number >= MOST_STATEMENTS) return { text };
  numbers.set(text, number);
  const name = `kept_${generation}_${number}`;
  return { name, text: generation === 0 ? text : `${text} -- ${generation}` };
}

/** The first row, or null. */
export async function firstRow<Row>(manager: EntityManager, statement: Sql): Promise<Row | null> {
  const [row] = await rows<Row>(manager, statement);
  return row ?? null;
}
