import { wishOf } from './stop-words.js';

it.each([
  ...['STOP', 'stop', ' Stop. ', 'STOP!!!', '"stop"', 'Stop all', 'opt-out', 'unsubscribe', 'CANCEL', 'end'],
  ...['Arrêt', 'ARRÊT', 'arre\u0302t', 'arret', 'parar', 'Sair', 'acha', 'Sitisha', '🛑 STOP', 'STOP\n'],
])('%j is a wish to hear no more', (text) => expect(wishOf(text)).toBe('stop'));

it.each(['START', 'unstop', 'Anza!', 'reprendre', 'retomar'])('%j is a wish to hear again', (text) =>
  expect(wishOf(text)).toBe('start'),
);

it.each([
  ...['', '?', '1', 'yes', 'non-stop', 'bus stop', 'Please do not stop', 'STOPPED', 'cancel my visit'],
  ...['Weekend', 'ΣΤΟΠ', `stop${'x'.repeat(10_000)}`],
])('%j is neither', (text) => expect(wishOf(text)).toBeNull());
