import { manifestFolder } from '@tinjis/delivery/model/layout';
import { items } from '../json.ts';
import { type Mutant, onManifests, type Operator, type Weakening } from '../operator.ts';

/** Moves an Application to another project, folder, repository, revision or namespace, or changes what review saw. */
export const moveApplication = onManifests(
  'move-application',
  ['Application'],
  function* ({ value, name, file }, { developers, platform }): Generator<Weakening> {
    const source = ['spec', 'source'];
    yield { what: 'another repository', path: [...source, 'repoURL'], put: 'https://example.org/somebody/else' };
    yield { what: 'another branch', path: [...source, 'targetRevision'], put: 'refs/heads/somebodys-branch' };
    yield { what: 'the default project', path: ['spec', 'project'], put: 'default' };
    yield { what: 'another cluster', path: ['spec', 'destination', 'server'], put: 'https://another.example.org' };
    yield {
      what: 'an image past review',
      path: [...source, 'kustomize'],
      put: { images: [`${name}=registry.example.org/somebody/else:latest`] },
    };
    yield {
      what: 'a patch past review',
      path: [...source, 'kustomize'],
      put: { patches: [{ patch: '[]', target: { kind: 'Deployment' } }] },
    };
    yield { what: 'another program to render with', path: [...source, 'plugin'], put: { name: 'anything' } };
    yield { what: 'folders below as plain files', path: [...source, 'directory'], put: { recurse: true } };
    yield { what: 'a chart', path: [...source, 'helm'], put: { values: 'x: y' } };
    yield {
      what: 'one more source',
      path: ['spec', 'sources'],
      put: [{ repoURL: 'https://example.org/somebody/else', path: '.', targetRevision: 'main' }],
    };
    yield { what: 'drift is not healed', path: ['spec', 'syncPolicy', 'automated', 'selfHeal'], put: false };
    yield { what: 'nothing is pruned', path: ['spec', 'syncPolicy', 'automated', 'prune'], put: false };
    yield { what: 'not synced by itself', path: ['spec', 'syncPolicy', 'automated'] };
    yield {
      what: 'ignore differences',
      path: ['spec', 'ignoreDifferences'],
      put: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/template'] }],
    };
    const options = items(value, ['spec', 'syncPolicy', 'syncOptions']);
    yield {
      what: 'make namespaces',
      path: ['spec', 'syncPolicy', 'syncOptions'],
      put: [...options, 'CreateNamespace=true'],
    };
    yield { what: 'skip validation', path: ['spec', 'syncPolicy', 'syncOptions'], put: [...options, 'Validate=false'] };
    yield {
      what: 'replace objects',
      path: ['spec', 'syncPolicy', 'syncOptions'],
      put: [...options, 'Replace=true', 'Force=true'],
    };
    yield {
      what: 'take over shared objects',
      path: ['spec', 'syncPolicy', 'syncOptions'],
      put: options.filter((each) => each !== 'FailOnSharedResource=true'),
    };
    yield { what: 'in another namespace', path: ['metadata', 'namespace'], put: 'default' };
    yield { what: 'only look', path: ['metadata', 'annotations', 'argocd.argoproj.io/skip-reconcile'], put: 'true' };
    const cluster = file.split('/')[1] ?? '';
    const services = developers.flatMap((team) => team.services);
    const own = services.find((service) => service.name === name.replace(/\..*$/, ''));
    const others = services.filter(({ team }) => team !== own?.team).slice(0, own ? Infinity : 1);
    for (const { team, name: service } of others) {
      yield {
        what: `folder of ${service}`,
        path: [...source, 'path'],
        put: `${manifestFolder({ team, service })}/overlays/${cluster}`,
      };
    }
    if (!own) return;
    for (const { name: team, namespace } of developers.filter((each) => each.name !== own.team)) {
      yield { what: `project ${team}`, path: ['spec', 'project'], put: team };
      yield { what: `namespace ${namespace}`, path: ['spec', 'destination', 'namespace'], put: namespace };
    }
    yield { what: `project ${platform.name}`, path: ['spec', 'project'], put: platform.name };
    yield { what: 'folder of the platform', path: [...source, 'path'], put: `clusters/${cluster}` };
    yield { what: 'namespace argocd', path: ['spec', 'destination', 'namespace'], put: 'argocd' };
  },
);

/** Lets a team's kustomization include files that are not its own, or render by other means. */
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
    // The objects are refused by their names.
    const named = listed.map((resource) => file.replace(/[^/]+$/, String(resource)));
    yield { what: 'other names', path: ['namePrefix'], put: 'x-', names: named };
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
