import { pino } from 'pino';
import type { Env } from '../../config/env.js';
import { LogSmsGateway } from './log-sms.gateway.js';
import { makeSmsGateway } from './sms-gateway.factory.js';

it('the log gateway logs neither the number nor the text', async () => {
  const lines: string[] = [];
  const gateway = new LogSmsGateway(pino({ level: 'info' }, { write: (line) => lines.push(line) }));
  await gateway.send('+254712345678', 'Appointment booked: Mon 7 Jan 2030 with Sarah.');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'sms sent', to: '+254***678', characters: 46 });
  expect(lines[0]).not.toMatch(/712345|Sarah|Appointment/);
});

it('a gateway that this release cannot speak to stops the worker at start', () => {
  const make = (smsGateway: Env['smsGateway']) =>
    makeSmsGateway({ smsGateway } as Env, pino({ level: 'silent' }));
  expect(make('log').name).toBe('log');
  expect(() => make('twilio')).toThrow('SMS_GATEWAY twilio is not available in this release');
});
