/** What the figures are held against: one row a figure, and the only place that says where the bar is. */
export interface Bar {
  what: string;
  unit: 'ratio' | 'ms' | 'MiB' | 's' | 'routes';
  /** Good enough. */
  bar: number;
  /** Where more would be wasted effort. */
  beyond: number;
  better: 'more' | 'less';
}

const row = (what: string, unit: Bar['unit'], better: Bar['better'], bar: number, beyond: number): Bar => ({
  what,
  unit,
  better,
  bar,
  beyond,
});

export const BARS = {
  P1: row('booking, 16 connections ÷ pgbench running its statements', 'ratio', 'more', 0.6, 0.8),
  P2: row('one appointment ÷ a bare Fastify route, same prepared SELECT', 'ratio', 'more', 0.5, 0.7),
  P3: row(
    '25 of 10,000 appointments ÷ a bare Fastify route, same prepared SELECT',
    'ratio',
    'more',
    0.5,
    0.7,
  ),
  P4: row('free slots of 1 provider, 30 days, 200 busy: CPU of the API', 'ms', 'less', 2, 1),
  P5: row('free slots of 100 providers, 30 days, 200 busy each: computed', 'ms', 'less', 60, 30),
  'P6.book': row('booking, 1,000,000 appointments ÷ 12,000', 'ratio', 'less', 1.3, 1.1),
  'P6.list': row('list of 25, 1,000,000 appointments ÷ 12,000', 'ratio', 'less', 1.3, 1.1),
  'P6.availability': row('free slots, 1,000,000 appointments ÷ 12,000', 'ratio', 'less', 1.3, 1.1),
  P7: row('capacity of two API processes ÷ one', 'ratio', 'more', 1.7, 1.9),
  'P8.memory': row('memory of the idle API', 'MiB', 'less', 160, 120),
  'P8.start': row('start to the first answer', 's', 'less', 2, 1),
  P9: row('reads whose number of statements grows with the rows', 'routes', 'less', 0, 0),
  P10: row('booking with a gateway or Redis slow or gone ÷ all of them well', 'ratio', 'less', 1.1, 1.05),
} as const satisfies Record<string, Bar>;

export type FigureName = keyof typeof BARS;
