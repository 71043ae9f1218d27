import { fields } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';
import { workloadsOfTeam } from '@tinjis/delivery/model/layout';

/** Mounts a token into every pod that runs as an account. */
export const mountToken = onManifests(
  'mount-token',
  ['ServiceAccount'],
  () => [
    { what: 'mount its token', path: ['automountServiceAccountToken'], put: true },
    { what: 'token left to the default', path: ['automountServiceAccountToken'] },
  ],
  /^(?:clusters\/[^/]+\/namespaces|policies)\//,
);

/** Gives a namespace more than its share, or removes the limit. */
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

const annotation = ['metadata', 'annotations'];

/** Widens the scope in which a sealed value opens, or adds a plain value beside it. */
export const widenSeal = onManifests('widen-seal', ['SealedSecret'], function* ({ value }): Generator<Weakening> {
  for (const scope of ['namespace-wide', 'cluster-wide']) {
    yield { what: scope, path: [...annotation, `sealedsecrets.bitnami.com/${scope}`], put: 'true' };
    yield {
      what: `${scope} in the template`,
      path: ['spec', 'template', ...annotation, `sealedsecrets.bitnami.com/${scope}`],
      put: 'true',
    };
  }
  yield { what: 'a plain value beside', path: ['spec', 'template', 'data'], put: { password: 'plain' } };
  yield { what: 'another namespace', path: ['metadata', 'namespace'], put: 'default' };
  yield { what: 'a Secret of another namespace', path: ['spec', 'template', 'metadata', 'namespace'], put: 'default' };
  yield { what: 'a Secret of another name', path: ['spec', 'template', 'metadata', 'name'], put: 'another' };
  yield { what: 'filled with a token', path: ['spec', 'template', 'type'], put: 'kubernetes.io/service-account-token' };
  for (const [item] of fields(value, ['spec', 'encryptedData'])) {
    yield { what: `${item} as it is`, path: ['spec', 'encryptedData', item], put: 'cGxhaW4gdGV4dCwgbm90IHNlYWxlZA==' };
  }
});

const labels = ['metadata', 'labels'];
const enforce = 'pod-security.kubernetes.io/enforce';

/** Lowers a namespace's pod security, or changes what admission reads from the namespace. */
export const loosenNamespace = onManifests(
  'loosen-namespace',
  ['Namespace'],
  function* ({ value }, { developers }): Generator<Weakening> {
    for (const level of ['baseline', 'privileged']) {
      yield { what: `pod security ${level}`, path: [...labels, enforce], put: level };
    }
    for (const [label] of fields(value, labels)) {
      yield { what: `drop label ${label}`, path: [...labels, label] };
    }
    yield { what: 'pod security of the latest version', path: [...labels, `${enforce}-version`], put: 'latest' };
    const annotations = fields(value, ['metadata', 'annotations']).filter(([key]) =>
      key.startsWith('image.tinjis.io/'),
    );
    for (const [key, path] of annotations) {
      const service = key.slice('image.tinjis.io/'.length);
      yield {
        what: `${service} runs any image of the registry`,
        path: ['metadata', 'annotations', key],
        put: String(path).replace(/\/[^/]+$/, ''),
      };
      yield {
        what: `${service} runs somebody's image`,
        path: ['metadata', 'annotations', key],
        put: 'registry.example.org/somebody/else',
      };
      yield {
        what: `${service} runs somebody's image as well`,
        path: ['metadata', 'annotations', key],
        put: `${String(path)} registry.example.org/somebody/else`,
      };
    }
    if (annotations.length === 0) return;
    yield {
      what: 'one more workload',
      path: ['metadata', 'annotations', 'image.tinjis.io/somebody-else'],
      put: 'registry.example.org/somebody/else',
    };
    for (const service of developers.flatMap(workloadsOfTeam).map(({ name }) => name)) {
      yield {
        what: `${service} outside by any host`,
        path: ['metadata', 'annotations', `outside.tinjis.io/${service}`],
        put: 'anything.example.org',
      };
    }
  },
  /^clusters\//,
);
