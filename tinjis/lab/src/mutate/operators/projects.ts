import type { Teams } from '@tinjis/delivery/model/teams';
import { items, type JsonValue, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

/** Widens the permissions of an AppProject: sources, destinations, kinds, accounts. */
export const widenProject = onManifests(
  'widen-project',
  ['AppProject'],
  function* ({ value, name: written }, teams): Generator<Weakening> {
    const name = withoutCluster(written);
    const list = (field: string): readonly JsonValue[] => items(value, ['spec', field]);
    const add = (what: string, field: string, item: JsonValue): Weakening => ({
      what,
      path: ['spec', field],
      put: [...list(field), item],
    });
    yield add('every repository', 'sourceRepos', '*');
    yield add('a strange repository', 'sourceRepos', 'https://example.org/*/*');
    yield add('every cluster', 'destinations', { server: '*', namespace: '*' });
    yield {
      what: 'a role of its own',
      path: ['spec', 'roles'],
      put: [{ name: 'deploy', policies: [`p, proj:${written}:deploy, applications, *, ${written}/*, allow`] }],
    };
    yield { what: 'Applications of every namespace', path: ['spec', 'sourceNamespaces'], put: ['*'] };
    yield* accounts(value, name, teams);
    // It may hold everything, by design: the platform installs what the others depend on.
    if (name === teams.platform.name) return;
    yield add('every namespace', 'destinations', { server: 'https://kubernetes.default.svc', namespace: '*' });
    yield add('the namespace of Argo CD', 'destinations', {
      server: 'https://kubernetes.default.svc',
      namespace: 'argocd',
    });
    for (const { namespace } of teams.developers) {
      yield add(`namespaces like ${namespace}`, 'destinations', {
        server: 'https://kubernetes.default.svc',
        namespace: `${namespace.slice(0, 3)}*`,
      });
    }
    for (const { name: cluster, argocd } of teams.clusters) {
      if (argocd.by === 'hub')
        yield add(`the API server of ${cluster}`, 'destinations', { server: argocd.server, namespace: '*' });
    }
    yield add('the cluster by its name', 'destinations', { name: 'in-cluster', namespace: '*' });
    yield add('every kind of the cluster', 'clusterResourceWhitelist', { group: '*', kind: '*' });
    yield add('namespaces', 'clusterResourceWhitelist', { group: '', kind: 'Namespace' });
    yield add('cluster roles', 'clusterResourceWhitelist', { group: 'rbac.authorization.k8s.io', kind: 'Cluster*' });
    if (list('namespaceResourceWhitelist').length > 0) yield* kinds(value, add);
    for (const [index] of list('namespaceResourceBlacklist').entries()) {
      yield { what: 'refuse nothing', path: ['spec', 'namespaceResourceBlacklist', index] };
    }
    for (const [index, destination] of list('destinations').entries()) {
      yield {
        what: `destination ${index}: every namespace`,
        path: ['spec', 'destinations', index, 'namespace'],
        put: '*',
      };
      yield { what: `destination ${index}: every cluster`, path: ['spec', 'destinations', index, 'server'], put: '*' };
      yield {
        what: `destination ${index}: all but its own`,
        path: ['spec', 'destinations', index, 'namespace'],
        put: `!${text(destination, ['namespace'])}`,
      };
    }
  },
);

function* kinds(
  value: JsonValue,
  add: (what: string, field: string, item: JsonValue) => Weakening,
): Generator<Weakening> {
  yield add('every kind', 'namespaceResourceWhitelist', { group: '*', kind: '*' });
  yield add('secrets', 'namespaceResourceWhitelist', { group: '', kind: 'Secret' });
  for (const kind of ['NetworkPolicy', 'Ingress']) {
    yield add(kind, 'namespaceResourceWhitelist', { group: 'networking.k8s.io', kind });
  }
  yield add('role bindings', 'namespaceResourceWhitelist', { group: 'rbac.authorization.k8s.io', kind: 'Role*' });
  yield add('service accounts', 'namespaceResourceWhitelist', { group: '', kind: 'ServiceAccount' });
  yield add('Applications', 'namespaceResourceWhitelist', { group: 'argoproj.io', kind: '*' });
  for (const index of items(value, ['spec', 'namespaceResourceWhitelist']).keys()) {
    yield {
      what: `kind ${index}: of every group`,
      path: ['spec', 'namespaceResourceWhitelist', index, 'group'],
      put: '*',
    };
    yield {
      what: `kind ${index}: every kind of its group`,
      path: ['spec', 'namespaceResourceWhitelist', index, 'kind'],
      put: '*',
    };
  }
  yield { what: 'no list of kinds', path: ['spec', 'namespaceResourceWhitelist'] };
  yield { what: 'refused kinds instead of listed ones', path: ['spec', 'namespaceResourceWhitelist'], put: [] };
}

/** A hub has the projects of several clusters, each with the cluster's name behind a dot. */
function withoutCluster(name: string): string {
  return name.replace(/\..*$/, '');
}

/** Maps a project to another project's account. */
function* accounts(value: JsonValue, name: string, { developers, platform }: Teams): Generator<Weakening> {
  for (const index of items(value, ['spec', 'destinationServiceAccounts']).keys()) {
    const path = ['spec', 'destinationServiceAccounts', index];
    yield { what: `account ${index}: dropped`, path };
    yield { what: `account ${index}: elsewhere`, path: [...path, 'server'], put: 'https://another.example.org' };
    if (name === platform.name) continue;
    // The project's own account, written out, stays the same account.
    const foreign = developers.filter((team) => team.name !== name).map(({ namespace }) => `${namespace}:deployer`);
    for (const account of ['argocd:platform-deployer', 'argocd:argocd-application-controller', 'default', ...foreign]) {
      yield { what: `account ${index}: ${account}`, path: [...path, 'defaultServiceAccount'], put: account };
    }
  }
}
