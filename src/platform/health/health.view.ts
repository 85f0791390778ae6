import { ObjectField, WordField } from '../http/fields.js';
import { CHECK_STATES, HEALTH_STATES } from './health.service.js';

export class LivenessView {
  @WordField(['ok'])
  status: 'ok';
}

export class HealthChecksView {
  @WordField(CHECK_STATES, {
    description: '`busy`: all connections of this process are taken, and none was given back in time.',
  })
  database: string;

  @WordField(CHECK_STATES, {
    description:
      '`down`: this release needs migrations that have not run; `unknown`: the database does not say.',
  })
  migrations: string;

  @WordField(CHECK_STATES, {
    description: '`off`: not configured; `down`: messages may be late, requests are served.',
  })
  redis: string;

  @WordField(CHECK_STATES, {
    description:
      '`off`: not configured; `down`: away, or was behind a moment ago; the primary answers instead.',
  })
  replica: string;
}

export class ReadinessView {
  @WordField(HEALTH_STATES, { description: '`unavailable` comes with 503.' })
  status: string;

  @ObjectField(() => HealthChecksView)
  checks: HealthChecksView;
}
