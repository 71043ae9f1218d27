import { readManifests } from '../manifest.ts';
import type { Operator, Weakening } from '../operator.ts';

/** Two changes of one object, neither of which shows what the other leaves behind. */
const pairs: Readonly<Record<string, readonly (readonly [Weakening, Weakening])[]>> = {
  PodDisruptionBudget: [
    [
      { what: 'no longer says how many may go', path: ['spec', 'maxUnavailable'] },
      { what: 'says how many stay', path: ['spec', 'minAvailable'], put: '100%' },
    ],
  ],
  HorizontalPodAutoscaler: [
    [
      { what: 'another kind', path: ['spec', 'scaleTargetRef', 'kind'], put: 'StatefulSet' },
      { what: 'another name', path: ['spec', 'scaleTargetRef', 'name'], put: 'somebody-else' },
    ],
  ],
  Service: [
    [
      { what: 'another number', path: ['spec', 'ports', 0, 'port'], put: 80 },
      { what: 'to a number of none', path: ['spec', 'ports', 0, 'targetPort'], put: 80 },
    ],
    [
      { what: 'one label more', path: ['spec', 'selector', 'tier'], put: 'front' },
      { what: 'no ports', path: ['spec', 'ports'], put: [] },
    ],
  ],
  Deployment: [
    [
      { what: 'selects another tier', path: ['spec', 'selector', 'matchLabels', 'tier'], put: 'front' },
      { what: 'and that tier alone', path: ['spec', 'template', 'metadata', 'labels'], put: { tier: 'front' } },
    ],
    [
      { what: 'no limits', path: ['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits'] },
      {
        what: 'and a larger request than the limit that is filled in',
        path: ['spec', 'template', 'spec', 'containers', 0, 'resources', 'requests', 'memory'],
        put: '512Mi',
      },
    ],
  ],
};

export const composeTwo: Operator = {
  name: 'compose-two',
  *mutants({ manifests }) {
    for (const manifest of manifests) {
      if (!/^apps\/.*\/base\//.test(manifest.file)) continue;
      const { file, kind, name } = manifest;
      for (const [first, second] of pairs[kind] ?? []) {
        const { line, text: once } = manifest.edit(first.path, first.put);
        const again = readManifests(file, once)[manifests.filter((each) => each.file === file).indexOf(manifest)];
        if (!again) continue;
        const { text: twice } = again.edit(second.path, second.put);
        const what = `${kind} ${name}: ${first.what}, ${second.what}`;
        yield { operator: 'compose-two', file, line, what, changes: { [file]: twice } };
      }
    }
  },
};
