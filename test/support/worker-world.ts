import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startMailCatcher } from '../../scripts/lib/mail-catcher.mjs';
import { stopProcess, startProcess } from './api-process.js';
import { Seed } from './seed.js';
import { createDatabase, type TestDatabase } from './test-database.js';
import { TEST_SECRET } from './test-env.js';
import type { ChildProcess } from 'node:child_process';

export interface CaughtMail {
  id: string;
  to: string;
  subject: string;
}

/** A database, a mail server that catches everything, and worker processes over them. */
export class WorkerWorld {
  private readonly workers: ChildProcess[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly db: Client,
    readonly seed: Seed,
    private readonly folder: string,
    private readonly catcher: Awaited<ReturnType<typeof startMailCatcher>>,
  ) {}

  static async open(): Promise<WorkerWorld> {
    const database = await createDatabase();
    const db = new Client({ connectionString: database.url });
    await db.connect();
    const folder = await mkdtemp(join(tmpdir(), 'kept-mail-'));
    const catcher = await startMailCatcher({ directory: folder, smtpPort: 21025, httpPort: 28025 });
    return new WorkerWorld(database, db, await new Seed(db).organization(), folder, catcher);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => stopProcess(worker)));
    await this.catcher.close();
    await this.db.end();
    await this.database.drop();
    await rm(this.folder, { recursive: true });
  }

  anotherOrganization(): Promise<Seed> {
    return new Seed(this.db).organization();
  }

  startWorker(env: Record<string, string> = {}): ChildProcess {
    const worker = startProcess('worker', {
      DATABASE_URL: this.database.url,
      JWT_SECRET: TEST_SECRET,
      SMTP_URL: this.catcher.smtpUrl,
      LOG_LEVEL: 'fatal',
      ...env,
    });
    this.workers.push(worker);
    return worker;
  }

  async mails(): Promise<CaughtMail[]> {
    return (await (await fetch(`${this.catcher.inboxUrl}/messages`)).json()) as CaughtMail[];
  }

  async mail(id: string): Promise<{ text: string; html: string }> {
    return (await (await fetch(`${this.catcher.inboxUrl}/messages/${id}`)).json()) as {
      text: string;
      html: string;
    };
  }

  /** A booking as the API leaves it: the appointment and its event, which nobody has hinted at. */
  async book(start: string, more: { patient?: string; provider?: string } = {}): Promise<string> {
    const patient = more.patient ?? (await this.seed.patients(1))[0] ?? '';
    const provider = more.provider ?? (await this.seed.providers(1))[0] ?? '';
    const id = await this.seed.book({ patient, provider, start });
    await this.happen('appointment.created', id);
    return id;
  }

  async happen(type: string, appointmentId: string): Promise<void> {
    await this.db.query(
      `INSERT INTO event (id, organization_id, type, subject_type, subject_id, after)
       SELECT gen_random_uuid(), organization_id, $1, 'appointment', id, to_jsonb(a) FROM appointment a WHERE id = $2`,
      [type, appointmentId],
    );
  }

  /** A change as the API leaves it: the row, and its event with what was before and after. */
  async change(type: string, appointmentId: string, columns: string, details: object = {}): Promise<void> {
    await this.db.query(
      `WITH old AS (SELECT * FROM appointment WHERE id = $2),
            new AS (UPDATE appointment SET ${columns}, version = version + 1 WHERE id = $2 RETURNING *)
       INSERT INTO event (id, organization_id, type, subject_type, subject_id, before, after, details)
       SELECT gen_random_uuid(), old.organization_id, $1, 'appointment', old.id, to_jsonb(old), to_jsonb(new), $3
       FROM old, new`,
      [type, appointmentId, details],
    );
  }

  /** What each person was told of an appointment: `created patient email sent`, `created provider sms skipped (no_address)`. */
  async toldOf(appointmentId: string): Promise<string[]> {
    const found = await this.db.query<{ line: string }>(
      `SELECT concat_ws(' ', event, recipient, channel, status, '(' || skip_reason || ')') AS line
       FROM notification WHERE appointment_id = $1 ORDER BY line`,
      [appointmentId],
    );
    return found.rows.map(({ line }) => line);
  }

  async notifications(): Promise<
    {
      status: string;
      channel: string;
      recipient: string;
      skip_reason: string | null;
      event: string;
      attempts: number;
    }[]
  > {
    return (await this.db.query(`SELECT * FROM notification ORDER BY created_at, id`)).rows;
  }

  async countOf(status: string): Promise<number> {
    return (await this.notifications()).filter((row) => row.status === status).length;
  }
}

/** Waits until `check` holds; tells what it saw last when it never did. */
export async function eventually(check: () => Promise<void> | void, seconds = 40): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
