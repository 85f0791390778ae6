import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { LogSmsGateway } from './log-sms.gateway.js';

const TEXT = 'Appointment booked: Mon 7 Jan 2030 with Sarah.';

it('the log gateway logs neither the number nor the text', async () => {
  const lines: string[] = [];
  const gateway = new LogSmsGateway(pino({ level: 'info' }, { write: (line) => lines.push(line) }));
  await gateway.send('+254712345678', TEXT);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'sms sent', to: '+254***678', characters: 46 });
  expect(lines[0]).not.toMatch(/712345|Sarah|Appointment/);
});

it('the log gateway keeps whole messages where a folder is named', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'kept-sms-'));
  const folder = join(parent, 'new');
  const gateway = new LogSmsGateway(pino({ level: 'silent' }), folder);
  const { gateway_message_id: id } = await gateway.send('+254712345678', TEXT);
  expect(await readdir(folder)).toEqual([`${id}.json`]);
  const kept: unknown = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
  expect(kept).toEqual({ id, to: '+254712345678', text: TEXT, date: expect.any(String) });
  await rm(parent, { recursive: true });
});
