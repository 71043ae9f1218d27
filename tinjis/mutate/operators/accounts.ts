import { onManifests } from '../operator.ts';

/** Mounts a token into whatever runs as an account. */
export const mountToken = onManifests('mount-token', ['ServiceAccount'], () => [
  { what: 'mount its token', path: ['automountServiceAccountToken'], put: true },
  { what: 'token left to the default', path: ['automountServiceAccountToken'] },
], /^(?:clusters\/[^/]+\/namespaces|policies)\//);

/** Gives a namespace more than its share, or any. */
export const widenShare = onManifests('widen-share', ['ResourceQuota', 'LimitRange'], ({ kind }) => [
  kind === 'ResourceQuota' ? { what: 'no limits', path: ['spec', 'hard'], put: {} } : { what: 'no limits', path: ['spec', 'limits'], put: [] },
]);
