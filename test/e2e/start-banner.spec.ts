import type { AddressInfo } from 'node:net';
import { accountsThere } from '../../scripts/lib/first-booking.mjs';
import { type Person, World } from '../support/world.js';

describe('the people that `npm start` names', () => {
  let world: World;
  let staff: Person;

  beforeAll(async () => {
    world = await World.open();
    staff = await world.signIn('staff');
    await world.app.listen(0, '127.0.0.1');
  });

  afterAll(() => world.close());

  it('are those who can sign in', async () => {
    const { port } = world.app.getHttpServer().address() as AddressInfo;
    const email = String(staff.me.email);
    const desk = { role: 'staff', email, national_id: '', password: 'correct horse battery' };
    const admin = { ...desk, role: 'admin', email: 'admin@example.org', password: 'demo-admin' };
    expect(await accountsThere(`http://127.0.0.1:${port}`, [admin, desk])).toEqual([desk]);
  });
});
