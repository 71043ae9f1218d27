import { items } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';
import type { Mutant } from '../mutant.ts';
import type { Operator } from '../operator.ts';

/** Lets a team's kustomization take in what is not its own, or render by other means. */
export const foreignSource = onManifests(
  'foreign-source',
  ['Kustomization'],
  function* ({ value, file }, { developers }): Generator<Weakening> {
    const listed = items(value, ['resources']);
    const up = '../'.repeat(file.split('/').length - 1);
    const take = (what: string, reference: string): Weakening => ({
      what,
      path: ['resources'],
      put: [...listed, reference],
    });
    yield take('a remote base', 'https://example.org/somebody/else//base?ref=main');
    yield take('a remote base by its short name', 'github.com/somebody/else//base');
    const others = developers.filter(({ name }) => !file.startsWith(`apps/${name}/`));
    for (const { team, name } of others.flatMap(({ services }) => services.slice(0, 1))) {
      yield take(`the folder of team ${team}`, `${up}apps/${team}/${name}/base`);
    }
    for (const { namespace } of others) {
      yield { what: `namespace ${namespace}`, path: ['namespace'], put: namespace };
    }
    yield take("the platform's folder", `${up}policies/rbac`);
    yield { what: 'a chart', path: ['helmCharts'], put: [{ name: 'x', repo: 'https://example.org', version: '1' }] };
    yield { what: 'a program that generates', path: ['generators'], put: ['generator.yaml'] };
    yield { what: 'a program that transforms', path: ['transformers'], put: ['transformer.yaml'] };
    yield {
      what: 'a patch from above',
      path: ['patches'],
      put: [...items(value, ['patches']), { path: `${up}policies/teams.yaml` }],
    };
    yield { what: 'other names', path: ['namePrefix'], put: 'x-' };
  },
  /^apps\//,
);

/** Adds a file that Argo CD reads beside the kustomization. */
export const overrideParameters: Operator = {
  name: 'override-parameters',
  *mutants({ manifests }): Generator<Mutant> {
    for (const { file } of manifests.filter(
      ({ kind, file: path }) => kind === 'Kustomization' && path.startsWith('apps/'),
    )) {
      const added = file.replace(/[^/]+$/, '.argocd-source.yaml');
      yield {
        operator: 'override-parameters',
        file: added,
        line: 1,
        what: 'add it',
        changes: { [added]: 'kustomize: {images: [x=y]}\n' },
      };
    }
  },
};
