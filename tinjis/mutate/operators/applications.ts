import { items, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const other = { payment: ['billing', 'antaeus'], antaeus: ['payments', 'payment'] } as const;

/** Moves an Application to another project, folder, repository, revision or namespace, or changes what review saw. */
export const moveApplication = onManifests('move-application', ['Application'], function* ({ value, name }): Generator<Weakening> {
  const source = ['spec', 'source'];
  yield { what: 'another repository', path: [...source, 'repoURL'], put: 'https://example.org/somebody/else' };
  yield { what: 'another branch', path: [...source, 'targetRevision'], put: 'refs/heads/somebodys-branch' };
  yield { what: 'the default project', path: ['spec', 'project'], put: 'default' };
  yield { what: 'another cluster', path: ['spec', 'destination', 'server'], put: 'https://another.example.org' };
  yield { what: 'an image past review', path: [...source, 'kustomize'], put: { images: [`${name}=registry.example.org/somebody/else:latest`] } };
  yield { what: 'a patch past review', path: [...source, 'kustomize'], put: { patches: [{ patch: '[]', target: { kind: 'Deployment' } }] } };
  yield { what: 'another program to render with', path: [...source, 'plugin'], put: { name: 'anything' } };
  yield { what: 'folders below as plain files', path: [...source, 'directory'], put: { recurse: true } };
  yield { what: 'a chart', path: [...source, 'helm'], put: { values: 'x: y' } };
  yield { what: 'one more source', path: ['spec', 'sources'], put: [{ repoURL: 'https://example.org/somebody/else', path: '.', targetRevision: 'main' }] };
  yield { what: 'drift is not healed', path: ['spec', 'syncPolicy', 'automated', 'selfHeal'], put: false };
  yield { what: 'nothing is pruned', path: ['spec', 'syncPolicy', 'automated', 'prune'], put: false };
  yield { what: 'not synced by itself', path: ['spec', 'syncPolicy', 'automated'] };
  yield { what: 'ignore differences', path: ['spec', 'ignoreDifferences'], put: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/template'] }] };
  const options = items(value, ['spec', 'syncPolicy', 'syncOptions']);
  yield { what: 'make namespaces', path: ['spec', 'syncPolicy', 'syncOptions'], put: [...options, 'CreateNamespace=true'] };
  yield { what: 'skip validation', path: ['spec', 'syncPolicy', 'syncOptions'], put: [...options, 'Validate=false'] };
  yield { what: 'replace objects', path: ['spec', 'syncPolicy', 'syncOptions'], put: [...options, 'Replace=true', 'Force=true'] };
  yield { what: 'take over shared objects', path: ['spec', 'syncPolicy', 'syncOptions'], put: options.filter((each) => each !== 'FailOnSharedResource=true') };
  yield { what: 'in another namespace', path: ['metadata', 'namespace'], put: 'default' };
  if (!(name in other)) {
    yield { what: 'the folder of a team', path: [...source, 'path'], put: 'apps/payments/payment/overlays/local' };
    return;
  }
  const [team, service] = other[name as keyof typeof other];
  const cluster = text(value, [...source, 'path']).split('/').at(-1) ?? '';
  yield { what: `project ${team}`, path: ['spec', 'project'], put: team };
  yield { what: 'project platform', path: ['spec', 'project'], put: 'platform' };
  yield { what: `folder of ${service}`, path: [...source, 'path'], put: `apps/${team}/${service}/overlays/${cluster}` };
  yield { what: 'folder of the platform', path: [...source, 'path'], put: `clusters/${cluster}` };
  yield { what: `namespace ${team}`, path: ['spec', 'destination', 'namespace'], put: team };
  yield { what: 'namespace argocd', path: ['spec', 'destination', 'namespace'], put: 'argocd' };
});
