import { overlayFile } from '../model/layout.ts';
import { type Identity, kubernetesUser, type Person } from '../model/identity.ts';
import { type ClusterModel, type Model, type Workload, serviceOn, workloadsOf } from '../model/model.ts';
import type { DeveloperTeam, ServiceName } from '../model/teams.ts';
import { settingsOf } from '@tinjis/rules/argocd/objects';
import { anyOf, reason, type Ruling, together, unknown } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from './rules.ts';
import { deliver, deliveryOf } from './delivery.ts';
import { byGit, noPerson } from './git.ts';
import { byArgocd, inWindow } from './argocd.ts';
import { answer, type Answer, route, type Route } from './route.ts';

/**
 * May this identity bring a version of a service into a cluster? For a person, it tries every route: a change to its
 * folder, a manifest for its namespace in a folder of their own, Argo CD, the Kubernetes API.
 */
export function mayDeploy(model: Model, cluster: ClusterModel, person: Identity, name: ServiceName): Answer {
  if (person.kind === 'account') return answer([route('merge', {}, { git: noPerson(person.name) })]);
  const { team, workload } = serviceOn(model, cluster, name);
  const elsewhere = workloadsOf(model, cluster, ...person.teams).filter(({ service }) => service.team !== name.team);
  return answer([
    byMerge(model, cluster, person, team, workload),
    ...elsewhere.map((own) => fromOwnFolder(model, cluster, person, own, team, workload)),
    bySync(cluster, person, team, workload),
    byArgocdItself(cluster, person, workload, changes),
    byKubernetes(cluster, person, team),
    ...byApplicationElsewhere(cluster, person),
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
  const { argocd, ...delivery } = deliveryOf(cluster, workload, team);
  return route(
    'merge',
    { path },
    {
      git: byGit(model, person, path),
      ...delivery,
      argocd: together([argocd, ...inWindow(cluster, workload, 'automated')]),
    },
  );
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
 * A person syncs the Application: by hand, what Argo CD does by itself with merged content. The project must consent,
 * and all layers behind it.
 */
function bySync(cluster: ClusterModel, person: Person, team: DeveloperTeam, workload: Workload): Route {
  const { argocd, ...delivery } = deliveryOf(cluster, workload, team);
  const sync = byArgocd(cluster, person, workload, { resource: 'applications', action: 'sync' });
  return route(
    'argocd',
    { actions: 'sync' },
    { ...delivery, argocd: together([sync, argocd, ...inWindow(cluster, workload, 'manual')]) },
  );
}

/** Argo CD actions that make something else run than what is merged. */
const changes = ['override', 'create', 'update', 'delete'] as const;

/** Argo CD lets the person do something that makes the Application run something, whatever its project says. */
export function byArgocdItself(
  cluster: ClusterModel,
  person: Person,
  workload: Workload,
  actions: readonly string[] = ['sync', ...changes],
): Route {
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

/**
 * With `application.namespaces`, Argo CD reads Applications of other namespaces too. Whether one that a person writes
 * there would deploy something depends on what it says.
 */
function byApplicationElsewhere(cluster: ClusterModel, person: Person): Route[] {
  const { authorization, namespaces } = rulesOf(cluster);
  const settings = settingsOf(cluster.argocd, 'argocd-cmd-params-cm');
  const patterns = settings?.object.data?.['application.namespaces'] ?? '';
  if (!settings || patterns === '') return [];
  const subject = kubernetesUser(person);
  const rulings = namespaces.map(({ name: namespace }) =>
    authorize(authorization, subject, { verb: 'create', group: 'argoproj.io', resource: 'applications', namespace }),
  );
  const at = settings.at(['data', 'application.namespaces']);
  const argocd = unknown(reason('argocd/applications-elsewhere', 'input-missing', { namespaces: patterns }, at));
  return [route('kubernetes', { namespace: patterns }, { argocd, rbac: anyOf(rulings as [Ruling, ...Ruling[]]) })];
}
