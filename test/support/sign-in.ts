import { hash } from '@node-rs/argon2';
import type { Client, Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../src/domain/roles.js';

const PASSWORD = 'correct horse battery';

/** Makes an active user by SQL and signs them in at a running API. Returns the access token. */
export async function seedToken(
  db: Client | Pool,
  organizationId: string,
  url: string,
  role: Role,
): Promise<string> {
  const id = uuidv7();
  const email = `${id}@example.org`;
  await db.query(
    `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash, is_active)
     VALUES ($1, $2, $3, $4, 'Joy', 'Wanjiru', $5, true)`,
    [id, organizationId, role, email, await hash(PASSWORD)],
  );
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifier: email, password: PASSWORD }),
  });
  if (response.status !== 200) throw new Error(`signing in answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
