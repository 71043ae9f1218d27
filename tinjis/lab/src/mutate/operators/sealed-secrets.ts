import { fields } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const annotation = ['metadata', 'annotations'];

/** Widens where a sealed value opens, or puts a plain one beside it. */
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
