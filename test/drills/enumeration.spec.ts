import { type HashSlot, PasswordHasher } from '../../src/identity/password-hasher.js';
import { figure, sized } from '../support/drill.js';
import type { Answer } from '../support/http-client.js';
import { AccessWorld } from './access-world.js';

const TIMINGS = sized(10, 40);

/** D15: whoever asks does not learn who has an account. */
describe('D15 enumeration', () => {
  let world: AccessWorld;
  let verifications = 0;

  beforeAll(async () => {
    world = await AccessWorld.open();
    await world.sql(`UPDATE user_account SET national_id = 'ID-77' WHERE id = $1`, [
      world.person('staff').id,
    ]);
    countVerifications(world.world.app.get(PasswordHasher, { strict: false }));
  }, 60_000);

  afterAll(async () => {
    jest.restoreAllMocks();
    await world.world.close();
  });

  function countVerifications(hasher: PasswordHasher): void {
    const inSlot = hasher.inSlot.bind(hasher);
    jest.spyOn(hasher, 'inSlot').mockImplementation((work) =>
      inSlot((slot) => {
        const counted: HashSlot = {
          ...slot,
          verify: (hashed, password) => {
            verifications++;
            return slot.verify(hashed, password);
          },
        };
        return work(counted);
      }),
    );
  }

  const someone = (): Record<string, string> => ({
    'somebody, by email': String(world.person('staff').email),
    'somebody, by national ID': 'id-77',
    'somebody inactive': String(world.person('deactivated').email),
    'nobody, by email': 'nobody@example.org',
    'nobody, by national ID': '00000000',
  });

  async function expectAlike(what: string, ask: (identifier: string) => Promise<Answer>): Promise<Answer> {
    const answers: (Answer & { work: number })[] = [];
    const times = new Map<string, number[]>();
    // In turns: what else the machine does meanwhile slows all of them alike.
    for (let n = 0; n < TIMINGS; n++)
      for (const [who, identifier] of Object.entries(someone())) {
        verifications = 0;
        const started = performance.now();
        const answer = await ask(identifier);
        times.set(who, [...(times.get(who) ?? []), performance.now() - started]);
        answers.push({ ...answer, work: verifications });
      }
    const medians = [...times.values()].map(median);
    const [least, most] = [Math.min(...medians), Math.max(...medians)].map((ms) => ms.toFixed(1));
    figure(
      'D15',
      `${what}: one answer for ${times.size} kinds of account; medians of ${TIMINGS} from ${least} to ${most} ms`,
    );
    const [first] = answers;
    for (const answer of answers) expect(traceless(answer)).toEqual(traceless(first));
    if (!first) throw new Error('nobody was asked for');
    return first;
  }

  it('by signing in with a wrong password: one answer, one verification', async () => {
    const ask = (identifier: string): Promise<Answer> =>
      world.nobody.post('/auth/login', { identifier, password: 'a wrong password' });
    const answer = await expectAlike('sign in', ask);
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_credentials' }, work: 1 });
  }, 60_000);

  it('by naming an organization, there or not', async () => {
    const [foreign] = await world.sql<{ email: string }>('SELECT email FROM user_account WHERE id = $1', [
      world.person('foreign_admin').id,
    ]);
    const ask = (organization: string, identifier = foreign?.email): Promise<Answer> =>
      world.nobody.post('/auth/login', { identifier, password: 'wrong password', organization });
    const answers = [
      await ask('hope'),
      await ask('other'),
      await ask('nowhere'),
      await ask('hope', 'nobody'),
    ];
    for (const answer of answers) expect(traceless(answer)).toEqual(traceless(answers[0]));
  });

  it('by forgetting a password', async () => {
    const ask = (identifier: string): Promise<Answer> =>
      world.nobody.post('/auth/forgot-password', { identifier });
    const answer = await expectAlike('forgot password', ask);
    expect(answer).toMatchObject({ status: 202, work: 0 });
    const written = await world.sql<{ events: number }>(
      `SELECT count(*)::int AS events FROM event WHERE type LIKE 'user.password_reset_%' GROUP BY subject_id IS NULL`,
    );
    expect(written.reduce((sum, { events }) => sum + events, 0)).toBe(
      TIMINGS * Object.keys(someone()).length,
    );
  });

  it('by resetting it with a token that is wrong', async () => {
    const token = await world.resetToken();
    const bytes = Buffer.from(token, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(60 % bytes.length) ^ 1, 60 % bytes.length);
    const forged = bytes.toString('base64url');
    const ofNobody = Buffer.concat([Buffer.alloc(16, 7), bytes.subarray(16)]).toString('base64url');
    const reset = (text: string): Promise<Answer> =>
      world.nobody.post('/auth/reset-password', { token: text, new_password: 'a new password' });
    const answers = [await reset(forged), await reset(ofNobody), await reset('no token at all')];
    expect(answers[0]?.status).toBe(400);
    for (const answer of answers) expect(traceless(answer)).toEqual(traceless(answers[0]));
  });
});

/** An answer, and the work it cost, without what differs from request to request. */
function traceless(answer: (Answer & { work?: number }) | undefined): object {
  if (!answer) throw new Error('no answer');
  const { request_id: _, ...body } = answer.body;
  const { 'x-request-id': _id, date: _date, ...headers } = answer.headers;
  return { ...answer, headers, body };
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
