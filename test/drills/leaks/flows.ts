import { type ApiAnswer, type ApiRequest, ask } from '../../support/api-client.js';
import { at, dayAhead } from '../../support/dates.js';
import type { ProcessWorld } from '../../support/process-world.js';
import { CANARY } from './canaries.js';

const PERSON = {
  first_name: CANARY.first_name,
  last_name: CANARY.last_name,
  email: CANARY.email,
  phone_number: CANARY.phone_number,
  national_id: CANARY.national_id,
  medical_history: CANARY.medical_history,
};

/** Everything that is done with people's data, well and badly. Keeps what was refused: those answers are scanned, too. */
export class Flows {
  readonly refusals: ApiAnswer[] = [];
  private days = 0;

  constructor(
    private readonly world: ProcessWorld,
    private readonly admin: string,
  ) {}

  async send(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    const answer = await ask(this.world.url(), path, request);
    if (answer.status >= 400) this.refusals.push(answer);
    return answer;
  }

  post(path: string, body: object, token: string | undefined = this.admin): Promise<ApiAnswer> {
    return this.send(path, { body, token, method: 'POST' });
  }

  /** Somebody registers, twice; is let in; and signs in, well and badly. Returns their patient. */
  async people(): Promise<string> {
    const account = { ...PERSON, role: 'patient', password: CANARY.password };
    const registered = await this.post('/auth/register', account);
    await this.post('/auth/register', account);
    await this.post('/auth/register', { ...account, date_of_birth: CANARY.medical_history });
    await this.post(`/users/${registered.body.id}/activate`, {});
    await this.send('/auth/login', { body: { identifier: CANARY.email, password: 'wrong' }, method: 'POST' });
    await this.send('/auth/login', { body: { identifier: CANARY.reason, password: CANARY.password } });
    await this.send('/auth/login', { body: { identifier: CANARY.national_id, password: CANARY.password } });
    await this.send('/auth/forgot-password', { body: { identifier: CANARY.email } });
    await this.send('/auth/reset-password', { body: { token: CANARY.email, new_password: CANARY.password } });
    await this.send('/auth/me', { token: CANARY.national_id });
    const found = await this.send(`/patients?national_id=${CANARY.national_id}`, { token: this.admin });
    return String(found.body.results[0].id);
  }

  /** Looked up, not found, sent as rubbish. */
  async questions(): Promise<void> {
    const token = this.admin;
    await this.send(`/patients?search=${CANARY.first_name}&national_id=${CANARY.national_id}`, { token });
    await this.send(`/patients?colour=${CANARY.last_name}`, { token });
    await this.send(`/patients/${CANARY.last_name}`, { token });
    await this.send(`/${CANARY.last_name}/%zz${CANARY.email}`, { token });
    await this.post('/patients', PERSON);
    const headers = { 'content-type': 'application/json', 'x-request-id': CANARY.first_name.repeat(40) };
    for (const body of [
      `{"reason": "${CANARY.reason}`,
      `"${CANARY.reason}"`,
      `[${'['.repeat(50)}"${CANARY.notes}"`,
    ])
      await fetch(`${this.world.url()}/api/v1/appointments`, { method: 'POST', headers, body });
  }

  /** Booked, refused, moved, edited, called off. */
  async visits(patient_id: string): Promise<void> {
    const [provider_id] = await this.world.seed.providers(1);
    const day = dayAhead(++this.days);
    const visit = {
      patient_id,
      provider_id,
      start_time: at('10:00', day),
      reason: CANARY.reason,
      notes: CANARY.notes,
      patient_instruction: CANARY.patient_instruction,
      override_reason: CANARY.override_reason,
    };
    const booked = await this.post('/appointments', visit);
    if (booked.status !== 201) throw new Error(`${booked.status} ${JSON.stringify(booked.body)}`);
    const id = String(booked.body.id);
    await this.post('/appointments', visit);
    const { patient_id: _, ...described } = { ...visit, patient: PERSON, start_time: at('11:00', day) };
    await this.post('/appointments', described);
    await this.post('/appointments', { ...visit, priority: CANARY.reason });
    await this.post(`/appointments/${id}/reschedule`, {
      start_time: at('12:00', day),
      reason: CANARY.reason,
    });
    await this.send(`/appointments/${id}`, {
      method: 'PATCH',
      token: this.admin,
      body: { notes: CANARY.notes },
    });
    await this.post(`/appointments/${id}/cancel`, { reason_code: 'other', reason_text: CANARY.reason_text });
    await this.post(`/appointments/${id}/complete`, {});
    await this.post('/appointments', visit);
  }

  /** What the database says of a row that it does not take is all of that row. */
  async faultsOfOurs(): Promise<number[]> {
    const { db } = this.world;
    await db.query(
      `ALTER TABLE patient ADD CONSTRAINT drill CHECK (first_name <> '${CANARY.first_name}') NOT VALID`,
    );
    await db.query(`
      CREATE FUNCTION drill() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'trouble with %', NEW; END $$`);
    await db.query(`
      CREATE TRIGGER drill BEFORE INSERT ON appointment FOR EACH ROW EXECUTE FUNCTION drill()`);
    const [provider_id] = await this.world.seed.providers(1);
    const [patient_id] = await this.world.seed.patients(1);
    const visit = {
      provider_id,
      patient_id,
      start_time: at('15:00'),
      reason: CANARY.reason,
      notes: CANARY.notes,
    };
    const answers = [
      await this.post('/patients', { ...PERSON, email: 'other@example.org', national_id: 'another' }),
      await this.post('/appointments', visit),
    ];
    return answers.map(({ status }) => status);
  }
}
