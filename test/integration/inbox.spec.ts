import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startMailCatcher } from '../../scripts/lib/mail-catcher.mjs';
import { LogSmsGateway } from '../../src/notifications/channels/log-sms.gateway.js';

/** What a demo's patients see on their phones. */
describe('the inbox', () => {
  let folder: string;
  let catcher: Awaited<ReturnType<typeof startMailCatcher>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kept-inbox-'));
    const smsDirectory = join(folder, 'sms');
    catcher = await startMailCatcher({
      directory: join(folder, 'mail'),
      smsDirectory,
      smtpPort: 0,
      httpPort: 0,
    });
  });
  afterAll(async () => {
    await catcher.close();
    await rm(folder, { recursive: true });
  });

  const texts = async (query = ''): Promise<{ to: string; text: string }[]> =>
    (await (await fetch(`${catcher.inboxUrl}/texts${query}`)).json()) as { to: string; text: string }[];

  it('shows the text messages that are only logged, the newest first', async () => {
    expect(await texts()).toEqual([]);
    const gateway = new LogSmsGateway(pino({ level: 'silent' }), join(folder, 'sms'));
    for (const text of ['First', 'Second <b>& last</b> é']) await gateway.send('+254712345678', text);
    expect((await texts()).map(({ to, text }) => [to, text])).toEqual([
      ['+254712345678', 'Second <b>& last</b> é'],
      ['+254712345678', 'First'],
    ]);
    expect(await texts('?limit=1')).toHaveLength(1);
  });

  it('has a page for them that runs nothing but itself', async () => {
    const page = await fetch(`${catcher.inboxUrl}/phones`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('phones.js');
    expect((await fetch(`${catcher.inboxUrl}/phones.js`)).status).toBe(200);
    expect((await fetch(`${catcher.inboxUrl}/texts/..%2f..%2fetc`)).status).toBe(404);
  });
});
