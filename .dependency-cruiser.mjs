// @ts-check
// Who may know whom. The levels of src/, lowest first: a folder imports from its own level and from those below it.
const LEVELS = [
  ['domain'],
  ['platform', 'config'],
  ['events'],
  ['facilities', 'topics', 'patients', 'identity'],
  ['providers'],
  ['appointments'],
  ['slots', 'notifications', 'queue-board'],
  ['privacy'],
  ['setup', 'demo'],
];

/** @param {string[]} folders */
const within = (folders) => `^src/(${folders.join('|')})/`;

const FEATURES = LEVELS.slice(3).flat();
const KNOWN = LEVELS.flat();
const ENTRY_POINTS = '^src/[^/]+\\.ts$';

/** The sentence that stands beside each level, for whoever meets the rule by breaking it. @type {Record<string, string>} */
const WHY = {
  platform: 'platform and config are what every feature stands on: they know none of them.',
  events: 'The event log tells features apart by names only: it imports none of them.',
  facilities:
    'The directory and identity are below providers and booking. Upwards one speaks by event, or by a port that is declared here.',
  providers:
    'Providers know facilities, topics, patients and identity; booking knows providers, not the other way round.',
  appointments:
    'Booking never calls slot search or notifications: it shares pure functions of domain/ with the one, and tells the other by event.',
};

const levelRules = LEVELS.slice(1, -1).flatMap((folders, index) => {
  const higher = LEVELS.slice(index + 2).flat();
  const comment = WHY[folders[0] ?? ''] ?? 'Arrows point down only; upwards one speaks by event.';
  return [
    {
      name: `${folders[0]}-looks-down-only`,
      severity: 'error',
      comment,
      from: { path: within(folders) },
      to: { path: within(higher) },
    },
  ];
});

export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Files that import each other can only be understood, tested and loaded together.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circles-between-features',
      severity: 'error',
      comment:
        'Two features that know each other are one feature in two folders: one of them should speak by event.',
      scope: 'folder',
      from: { path: `^src/(${FEATURES.join('|')})$` },
      to: { circular: true, path: `^src/(${FEATURES.join('|')})$` },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment:
        'The rules are plain functions: no framework, no database, no I/O; so they can be read, tested and shared by booking and search.',
      from: { path: '^src/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: ['^src/domain/', '(^|/)node_modules/temporal-polyfill/'],
      },
    },
    {
      name: 'domain-specs-are-plain',
      severity: 'error',
      comment: 'A rule that needs the framework or a database in its test is not a rule of the domain.',
      from: { path: '^src/domain/.*\\.spec\\.ts$' },
      to: { path: ['^src/(?!domain/)', '(^|/)node_modules/(@nestjs|typeorm|pg|bull|ioredis)/'] },
    },
    ...levelRules,
    {
      name: 'notifications-and-slots-are-strangers',
      severity: 'error',
      comment: 'The wings hang on the core, not on each other: any of them can be taken away.',
      from: { path: '^src/(slots|notifications)/' },
      to: { path: '^src/(slots|notifications)/', pathNot: '^src/$1/' },
    },
    {
      name: 'nobody-imports-an-entry-point',
      severity: 'error',
      comment:
        'The files right in src/ put the parts together; a part that needs one of them is in the wrong place.',
      from: { path: '^src/[^/]+/', pathNot: '\\.spec\\.ts$' },
      to: { path: ENTRY_POINTS },
    },
    {
      name: 'every-folder-has-a-level',
      severity: 'error',
      comment: 'A new folder needs its place in LEVELS of .dependency-cruiser.mjs, or no rule holds for it.',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: within(KNOWN) },
    },
    {
      name: 'bull-behind-one-door',
      severity: 'error',
      comment:
        'Bull is in maintenance mode and has its traps: only the queue folder and the notifications processor may name it.',
      from: { path: '^src/', pathNot: ['^src/platform/queue/', '^src/notifications/'] },
      to: { path: '(^|/)node_modules/(bull|@nestjs/bull|@nestjs/bull-shared)/' },
    },
    {
      name: 'mail-behind-one-door',
      severity: 'error',
      comment:
        'Only the channels of notifications talk to the outside: everything that is sent goes through the outbox.',
      from: { path: '^src/', pathNot: '^src/notifications/channels/' },
      to: { path: '(^|/)node_modules/nodemailer/' },
    },
    {
      name: 'traces-behind-one-door',
      severity: 'error',
      comment: 'OpenTelemetry is only loaded where somebody wants traces: everybody else names tracing.ts.',
      from: { path: '^src/', pathNot: '^src/platform/tracing/(open-telemetry|statement-spans)\\.' },
      to: {
        path: [
          '(^|/)node_modules/@opentelemetry/',
          '^src/platform/tracing/(open-telemetry|statement-spans)\\.',
        ],
        dynamic: false,
      },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nobody imports is dead: delete it.',
      from: { orphan: true, path: '^src/', pathNot: [ENTRY_POINTS, '\\.spec\\.ts$', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'no-unreachable-files',
      severity: 'error',
      comment: 'A file that no entry point reaches, be it by way of others, is dead: delete it.',
      from: { path: ENTRY_POINTS },
      to: { reachable: false, path: '^src/', pathNot: ['\\.spec\\.ts$', '\\.d\\.ts$', ENTRY_POINTS] },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      comment: 'The image is built without devDependencies: what runs there must be a dependency.',
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      comment:
        'A package that is there by chance, because another one needs it, is gone with the next update.',
      from: { path: '^(src|migrations)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'An import that leads nowhere fails at start.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'src-knows-no-tests',
      severity: 'error',
      comment: 'Tests know the product; the product knows no tests.',
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^(test|bench|scripts)/', '\\.spec\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
