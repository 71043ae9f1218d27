import { databaseOf } from '@tinjis/delivery/model/workloads';
import { fields } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const labels = ['metadata', 'labels'];
const enforce = 'pod-security.kubernetes.io/enforce';

/** Lowers a namespace's pod security, or changes what admission reads from it. */
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
    }
    if (annotations.length === 0) return;
    yield {
      what: 'one more workload',
      path: ['metadata', 'annotations', 'image.tinjis.io/somebody-else'],
      put: 'registry.example.org/somebody/else',
    };
    for (const service of developers.flatMap(({ services }) =>
      services.flatMap(({ name }) => [name, databaseOf(name)]),
    )) {
      yield {
        what: `${service} outside by any host`,
        path: ['metadata', 'annotations', `outside.tinjis.io/${service}`],
        put: 'anything.example.org',
      };
    }
  },
  /^clusters\//,
);
