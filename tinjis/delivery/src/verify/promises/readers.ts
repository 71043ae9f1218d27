import { authorize } from '@tinjis/rules/rbac/authorize';
import { enforceArgocd } from '@tinjis/rules/argocd/rbac/enforce';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { kinds } from '@tinjis/rules/objects/kinds';
import { argocdName } from '../../answer/argocd.ts';
import { byGit } from '../../answer/git.ts';
import { rulesOf } from '../../answer/rules.ts';
import { everybody, type Identity, identityName, kubernetesUser, type Person } from '../../model/identity.ts';
import { manifestFolder, sourceFolder } from '../../model/layout.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { developerTeams, type Teams, teamsPath } from '../../model/teams.ts';
import { applicationsApart, namespacesApart, PeopleByOwner } from '../classes/alike.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;

/** Beside plain kinds: each leads into a pod, or to rights of somebody else. */
const ways = [
  ['create', '', 'pods', 'exec'],
  ['create', '', 'pods', 'attach'],
  ['create', '', 'pods', 'portforward'],
  ['create', '', 'pods', 'eviction'],
  ['update', 'apps', 'deployments', 'scale'],
  ['patch', 'apps', 'deployments', 'scale'],
  ['create', '', 'serviceaccounts', 'token'],
  ['impersonate', '', 'users'],
  ['impersonate', '', 'groups'],
  ['impersonate', '', 'serviceaccounts'],
] as const;

const requests: readonly (readonly [verb: string, group: string, resource: string, subresource?: string])[] = [
  ...kinds.flatMap(({ group, resource }) => writes.map((verb) => [verb, group, resource] as const)),
  ...ways,
];

const argocdWrites = [
  ['applications', 'create'],
  ['applications', 'update'],
  ['applications', 'delete'],
  ['applications', 'sync'],
  ['applications', 'override'],
  ['applications', 'rollback'],
  ['applications', 'action/apps/Deployment/restart'],
  ['exec', 'create'],
] as const;

/**
 * People and programs that only read change nothing anywhere, and no stranger does. Those who break glass are among
 * them outside the namespaces for which the team file says so, and everywhere in Git and in Argo CD.
 */
export const readers: DeliveryPromise = {
  name: 'readers',
  says: 'readers, programs that wait and strangers change nothing anywhere, and a break-glass group nothing outside its namespaces',
  findings: {},
  prove({ model }, tally) {
    const people = everybody(model.teams).filter(({ teams }) => teams.length === 0);
    proveGit(model, people, tally);
    for (const cluster of model.clusters) {
      for (const identity of [...people, ...programsOf(model.teams)]) {
        proveKubernetes(model.teams, cluster, identity, tally);
      }
      for (const person of people) {
        proveArgocd(cluster, person, tally);
      }
    }
  },
};

function programsOf({ developers }: Teams): readonly Identity[] {
  return developers.flatMap(({ namespace, automation }) =>
    automation.map((name) => ({ kind: 'account', namespace, name }) as const),
  );
}

function proveGit(model: Model, people: readonly Person[], tally: Tally): void {
  const owners = new PeopleByOwner(model.teams, people);
  const folders = model.teams.developers.flatMap(({ services }) =>
    services.flatMap(({ team, name: service }) => [manifestFolder({ team, service }), sourceFolder({ service })]),
  );
  for (const path of [...folders.map((folder) => `${folder}/a-new-file`), teamsPath]) {
    proveClasses(owners.classes(model, path), tally, (person) => {
      const asked = { who: person.login, what: `change ${path}`, otherwise: { file: path, line: 1 } };
      tally.refused(asked, byGit(model, person, path));
    });
  }
}

function proveKubernetes(teams: Teams, cluster: ClusterModel, identity: Identity, tally: Tally): void {
  const { authorization } = rulesOf(cluster);
  const subject = kubernetesUser(identity);
  const apart =
    identity.kind === 'person' ? developerTeams(teams, identity.breaksGlass).map(({ namespace }) => namespace) : [];
  const all = [...teams.developers.map(({ namespace }) => namespace), argocdNamespace, 'kube-system', ''];
  const namespaces = new Roster(all.filter((each) => !apart.includes(each)));
  // Outside all namespaces there are other kinds of requests.
  proveClasses(namespaces.classes(['', ...namespacesApart(authorization, subject)]), tally, (namespace) => {
    for (const [verb, group, resource, subresource] of requests) {
      const what = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} ${namespace === '' ? 'everywhere' : `in namespace ${namespace}`} on ${cluster.name}`;
      tally.refused(
        { who: identityName(identity), what, otherwise: { file: `clusters/${cluster.name}`, line: 1 } },
        authorize(authorization, subject, {
          verb,
          group,
          resource,
          ...(subresource !== undefined && { subresource }),
          ...(namespace !== '' && { namespace }),
        }),
      );
    }
  });
}

function proveArgocd(cluster: ClusterModel, { login, groups }: Person, tally: Tally): void {
  if (cluster.settingsElsewhere) return tally.leftOpen(cluster.settingsElsewhere);
  const { argocdPolicy, applications } = rulesOf(cluster);
  const subject = { name: login, groups };
  const names = new Roster([...new Set(applications.map(argocdName))]);
  proveClasses(names.classes(applicationsApart(argocdPolicy, subject, names.all)), tally, (object) => {
    for (const [resource, action] of argocdWrites) {
      tally.refused(
        {
          who: login,
          what: `${action} ${resource} ${object} in Argo CD on ${cluster.name}`,
          otherwise: argocdPolicy.at,
        },
        enforceArgocd(argocdPolicy, subject, { resource, action, object }),
      );
    }
  });
}
