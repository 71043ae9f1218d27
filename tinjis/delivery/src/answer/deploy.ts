import { overlayFile } from '../model/layout.ts';
import { kubernetesUser, type Person } from '../model/identity.ts';
import { type ClusterModel, type Model, type Workload, serviceOn, workloadsOf } from '../model/model.ts';
import type { DeveloperTeam, ServiceName } from '../model/teams.ts';
import { anyOf, type Ruling } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from './rules.ts';
import { deliver, deliveryOf } from './delivery.ts';
import { byGit } from './git.ts';
import { byArgocd } from './argocd.ts';
import { answer, type Answer, route, type Route } from './route.ts';

/**
 * May this person bring a version of a service into a cluster? Tries every route: a change to its folder, a manifest
 * for its namespace in a folder of their own, Argo CD, the Kubernetes API.
 */
export function mayDeploy(model: Model, cluster: ClusterModel, person: Person, name: ServiceName): Answer {
  const { team, workload } = serviceOn(model, cluster, name);
  const elsewhere = workloadsOf(model, cluster, person.team).filter(({ service }) => service.team !== name.team);
  return answer([
    byMerge(model, cluster, person, team, workload),
    ...elsewhere.map((own) => fromOwnFolder(model, cluster, person, own, team, workload)),
    byArgocdItself(cluster, person, workload),
    byKubernetes(cluster, person, team),
  ]);
}

/** The intended route for deploying a service. */
export function byMerge(
  model: Model,
  cluster: ClusterModel,
  person: Person,
  team: DeveloperTeam,
  workload: Workload,
): Route {
  const path = overlayFile(workload.service, cluster.name);
  return route('merge', { path }, { git: byGit(model, person, path), ...deliveryOf(cluster, workload, team) });
}

/** The same objects for the other team's namespace, but in a folder that the person may change. */
export function fromOwnFolder(
  model: Model,
  cluster: ClusterModel,
  person: Person,
  own: Workload,
  team: DeveloperTeam,
  target: Workload,
): Route {
  const path = overlayFile(own.service, cluster.name);
  const args = { path, namespace: team.namespace };
  return route('own-folder', args, {
    git: byGit(model, person, path),
    ...deliver(cluster, own, target.objects.all, team.namespace),
  });
}

/**
 * Argo CD actions that make something run. `sync` brings only merged content: it does by hand what Argo CD does by
 * itself.
 */
const actions = ['sync', 'override', 'create', 'update', 'delete'] as const;

export function byArgocdItself(cluster: ClusterModel, person: Person, workload: Workload): Route {
  const rulings = actions.map((action) => byArgocd(cluster, person, workload, { resource: 'applications', action }));
  return route(
    'argocd',
    { actions: actions.join(', ') },
    { argocd: anyOf(rulings as unknown as [Ruling, ...Ruling[]]) },
  );
}

/** Kinds that run something, and the verbs that write them. */
const runs = [
  ['', 'pods'],
  ['', 'replicationcontrollers'],
  ['apps', 'daemonsets'],
  ['apps', 'deployments'],
  ['apps', 'replicasets'],
  ['apps', 'statefulsets'],
  ['batch', 'cronjobs'],
  ['batch', 'jobs'],
] as const;

export function byKubernetes(cluster: ClusterModel, person: Person, { namespace }: DeveloperTeam): Route {
  const { authorization } = rulesOf(cluster);
  const subject = kubernetesUser(person);
  const rulings = runs.flatMap(([group, resource]) =>
    (['create', 'update', 'patch', 'delete'] as const).map((verb) =>
      authorize(authorization, subject, { verb, group, resource, namespace }),
    ),
  );
  return route('kubernetes', { namespace }, { rbac: anyOf(rulings as [Ruling, ...Ruling[]]) });
}
