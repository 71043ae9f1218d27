import type { AppProject } from '../../decide/argocd/app-project.ts';
import { permitsDestination, permitsKind, permitsSource } from '../../decide/argocd/project.ts';
import { rulesOf } from '../../decide/rules.ts';
import { inCluster } from '../../model/application.ts';
import { kinds } from '../../model/kinds.ts';
import type { Resource } from '../../model/located.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { developerTeam } from '../../model/teams.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { destinationsApart } from '../classes/destinations.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** A repository nobody named, for proving that none but the named are permitted. */
const strangeRepository = 'https://example.org/somebody/else';

/** Each team's project is about its own namespace and the one repository; `default` and every stranger's are about nothing. */
export const projects: DeliveryPromise = {
  name: 'projects',
  says: 'each team\'s project permits its own namespace, this repository and listed kinds; the default project permits nothing',
  prove({ model }, tally) {
    const teams = model.teams.developers.map(({ namespace }) => namespace);
    const namespaces = new Roster([...new Set([...teams, 'argocd', 'kube-system', 'default', 'any-other-namespace'])]);
    for (const cluster of model.clusters) {
      const present = rulesOf(cluster).projects;
      const otherwise = { file: `clusters/${cluster.name}`, line: 1 };
      for (const name of ['default', model.teams.platform.name, ...model.teams.developers.map((team) => team.name)]) {
        tally.hold(present.has(name), () => ({ code: 'argocd/project-missing', args: { project: name, cluster: cluster.name }, at: otherwise }));
      }
      for (const [name, project] of present) {
        if (name !== model.teams.platform.name) proveProject(model, cluster, name, project, namespaces, tally);
      }
    }
  },
};

function proveProject(
  model: Model, cluster: ClusterModel, name: string, project: Resource<AppProject>, namespaces: Roster<string>, tally: Tally,
): void {
  const team = developerTeam(model.teams, name);
  const asked = (what: string): { who: string; what: string; otherwise: ReturnType<typeof project.at> } =>
    ({ who: `project ${name}`, what: `${what} on ${cluster.name}`, otherwise: project.at() });
  tally.refused(asked(`take manifests from ${strangeRepository}`), permitsSource(project, strangeRepository));
  const source = asked(`take manifests from ${cluster.declared.repository}`);
  if (team) tally.allowed(source, permitsSource(project, cluster.declared.repository));
  else tally.refused(source, permitsSource(project, cluster.declared.repository));
  const apart = [...destinationsApart(project, namespaces.all), ...(team ? [team.namespace] : [])];
  proveClasses(namespaces.classes(apart), tally, (namespace) => {
    const destination = asked(`deploy into namespace ${namespace}`);
    const ruling = permitsDestination(project, { ...inCluster, namespace });
    if (namespace === team?.namespace) tally.allowed(destination, ruling);
    else tally.refused(destination, ruling);
  });
  const elsewhere = permitsDestination(project, { server: 'https://another.example.org', name: 'another', namespace: team?.namespace ?? 'default' });
  tally.refused(asked('deploy to another cluster'), elsewhere);
  for (const { group, kind } of kinds.filter(({ namespaced }) => !namespaced)) {
    tally.refused(asked(`hold a ${kind}`), permitsKind(project, { group, kind }, 'cluster'));
  }
  for (const { group, kind } of [{ group: 'example.org', kind: 'Anything' }, { group: '', kind: 'Secret' }, ...(team ? [] : [{ group: 'apps', kind: 'Deployment' }])]) {
    tally.refused(asked(`hold a ${kind}`), permitsKind(project, { group, kind }, 'namespaced'));
  }
  // Roles of a project hand out rights, and tokens without expiry, beside the policy that everybody reads.
  const roles = project.object.spec.roles ?? [];
  tally.hold(roles.length === 0, () => ({ code: 'argocd/project-roles', args: { project: name }, at: project.at(['spec', 'roles']) }));
}
