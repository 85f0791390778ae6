import type { Client, Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { formatUhid, scatterUhidNumber } from '../../src/domain/uhid.js';

/** Rows straight into the tables, for what is measured or raced in bulk. */
export class Seed {
  constructor(
    private readonly db: Client | Pool,
    /** One that is there already, or that `organization()` is to make. */
    readonly organizationId: string = uuidv7(),
  ) {}

  async organization(code = `o${this.organizationId.slice(-12)}`): Promise<this> {
    await this.db.query(
      // What is raced and measured lies long to come.
      `INSERT INTO organization (id, name, code, country_code, booking_horizon_days) VALUES ($1, 'Clinic', $2, 'KE', 3650)`,
      [this.organizationId, code],
    );
    return this;
  }

  async facility(capacity: number | null = 1, timezone = 'Africa/Nairobi'): Promise<string> {
    const id = uuidv7();
    await this.db.query(
      `INSERT INTO facility (id, organization_id, name, code, timezone, capacity) VALUES ($1, $2, 'Hope', $3, $4, $5)`,
      [id, this.organizationId, id.slice(-12), timezone, capacity],
    );
    return id;
  }

  async topic(minutes = 30, bufferBefore = 0, bufferAfter = 0): Promise<string> {
    const id = uuidv7();
    await this.db.query(
      `INSERT INTO topic (id, organization_id, name, duration_minutes, buffer_before_minutes, buffer_after_minutes)
       VALUES ($1, $2, $1::uuid::text, $3, $4, $5)`,
      [id, this.organizationId, minutes, bufferBefore, bufferAfter],
    );
    return id;
  }

  async providers(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    await this.db.query(
      `INSERT INTO provider (id, organization_id, kind, title, first_name, last_name, email, phone_number)
       SELECT id, $2, 'doctor', 'Dr.', 'Sarah', 'Nakamya', 'sarah@example.org', '+254700000002' FROM unnest($1::uuid[]) id`,
      [ids, this.organizationId],
    );
    return ids;
  }

  async patients(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    const numbers = await this.db.query<{ n: string }>(
      `SELECT nextval('uhid_number') AS n FROM generate_series(1, $1)`,
      [count],
    );
    const uhids = numbers.rows.map(({ n }) => formatUhid('KE', scatterUhidNumber(Number(n))));
    await this.db.query(
      `INSERT INTO patient (id, organization_id, uhid, first_name, last_name, email, phone_number)
       SELECT id, $3, uhid, 'Amina', 'Otieno', 'amina@example.org', '+254712345678'
       FROM unnest($1::uuid[], $2::text[]) AS made (id, uhid)`,
      [ids, uhids, this.organizationId],
    );
    return ids;
  }

  /** Straight SQL beside the API: what a script, or psql, would do. */
  async book(wanted: {
    patient: string;
    provider: string;
    facility?: string | null;
    start: string;
    minutes?: number;
  }): Promise<string> {
    const id = uuidv7();
    await this.db.query(
      `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, facility_id, start_time, end_time)
       VALUES ($1, $2, next_appointment_number($2), $3, $4, $5, $6::timestamptz, $6::timestamptz + make_interval(mins => $7))`,
      [
        id,
        this.organizationId,
        wanted.patient,
        wanted.provider,
        wanted.facility ?? null,
        wanted.start,
        wanted.minutes ?? 30,
      ],
    );
    return id;
  }
}
