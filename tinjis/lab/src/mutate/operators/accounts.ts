import { fields } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

/** Mounts a token into whatever runs as an account. */
export const mountToken = onManifests(
  'mount-token',
  ['ServiceAccount'],
  () => [
    { what: 'mount its token', path: ['automountServiceAccountToken'], put: true },
    { what: 'token left to the default', path: ['automountServiceAccountToken'] },
  ],
  /^(?:clusters\/[^/]+\/namespaces|policies)\//,
);

/** Gives a namespace more than its share, or any. */
export const widenShare = onManifests(
  'widen-share',
  ['ResourceQuota', 'LimitRange'],
  function* ({ kind, value }): Generator<Weakening> {
    if (kind === 'LimitRange') {
      yield { what: 'no limits', path: ['spec', 'limits'], put: [] };
      yield {
        what: 'limits of claims, not of containers',
        path: ['spec', 'limits', 0, 'type'],
        put: 'PersistentVolumeClaim',
      };
      for (const bound of ['max', 'default', 'defaultRequest']) {
        yield { what: `no ${bound}`, path: ['spec', 'limits', 0, bound] };
      }
      return;
    }
    yield { what: 'no limits', path: ['spec', 'hard'], put: {} };
    for (const [key] of fields(value, ['spec', 'hard'])) {
      yield { what: `no limit of ${key}`, path: ['spec', 'hard', key] };
      if (key.startsWith('services.')) yield { what: `any number of ${key}`, path: ['spec', 'hard', key], put: '100' };
    }
  },
);
