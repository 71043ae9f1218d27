import { entry } from '../../entry.ts';
import { type AppProject, projectDefect } from '@tinjis/rules/argocd/objects';
import { permitsDestination, permitsSource } from '@tinjis/rules/argocd/destination';
import { permitsKind } from '@tinjis/rules/argocd/kind';
import { projectRefusals } from '@tinjis/rules/argocd/refusal';
import { unknown } from '@tinjis/rules/ruling';
import { rulesOf } from '../../answer/rules.ts';
import { grantedKinds, kindKey, madeKinds } from '../../model/kinds.ts';
import { kinds } from '@tinjis/rules/objects/kinds';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel, Model } from '../../model/model.ts';
import { destinationIn, hubOf, nameInArgocd } from '../../model/layout.ts';
import type { DeveloperTeam } from '../../model/teams.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import { destinationsApart } from '../classes/alike.ts';
import { whereGenerated } from '../places.ts';
import { changeTeamFile, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** A repository that nobody named, to prove that only named repositories are permitted. */
const strangeRepository = 'https://example.org/somebody/else';

/**
 * Each team's project permits its own namespace and the one repository; `default` and every stranger's project permit
 * nothing.
 */
export const projects: DeliveryPromise = {
  name: 'projects',
  says: "each team's project permits its own namespace, this repository and the kinds that it is granted, each by name; the default project permits nothing",
  findings: {
    'argocd/project-missing': entry(
      'there is no project {project} on {cluster}',
      'A project that Argo CD has to make itself is open to everything.',
      changeTeamFile,
    ),
    'argocd/project-field': entry(
      'project {project} has {field} {found} on {cluster}, expected {wanted}',
      'A project says what of a repository goes where.',
      changeTeamFile,
    ),
    'argocd/project-refused': entry(
      "Argo CD's API refuses project {project}: {why}",
      'Kubernetes stores such a project all the same, and Argo CD works with it in ways that nobody meant.',
      'correct the entry',
    ),
    'argocd/project-roles': entry(
      'project {project} has roles of its own',
      'Their tokens never expire, and nobody reads them beside the policy.',
      'write the rights to policies/teams.yaml',
    ),
  },
  prove(context, tally) {
    const { model } = context;
    const teams = model.teams.developers.map(({ namespace }) => namespace);
    const namespaces = new Roster([...new Set([...teams, 'argocd', 'kube-system', 'default', 'any-other-namespace'])]);
    for (const cluster of model.clusters) {
      const present = rulesOf(cluster).projects;
      const own = [model.teams.platform.name, ...model.teams.developers.map((team) => team.name)];
      // A hub has one project `default`, and what was there before may be in use by others.
      const wanted = cluster.declared.argocd.by === 'own' ? ['default', ...own] : own;
      tally.leftOpen(cluster.settingsElsewhere);
      for (const name of wanted.map((each) => nameInArgocd(each, cluster.declared))) {
        const args = { project: name, cluster: cluster.name };
        tally.hold(present.has(name), () => ({
          code: 'argocd/project-missing',
          args,
          at: whereGenerated(context, cluster, 'AppProject', name),
        }));
      }
      for (const [name, project] of present) {
        proveFields(model, cluster, name, project, tally);
        if (name !== nameInArgocd(model.teams.platform.name, cluster.declared))
          proveProject(model, cluster, name, project, namespaces, tally);
      }
    }
  },
};

function proveProject(
  model: Model,
  cluster: ClusterModel,
  name: string,
  project: Resource<AppProject>,
  namespaces: Roster<string>,
  tally: Tally,
): void {
  const team = teamOf(model, cluster, name);
  const asked = (what: string): { who: string; what: string; otherwise: ReturnType<typeof project.at> } => ({
    who: `project ${name}`,
    what: `${what} on ${cluster.name}`,
    otherwise: project.at(),
  });
  tally.refused(asked(`take manifests from ${strangeRepository}`), permitsSource(project, strangeRepository));
  const source = asked(`take manifests from ${cluster.declared.repository}`);
  if (team) tally.allowed(source, permitsSource(project, cluster.declared.repository));
  else tally.refused(source, permitsSource(project, cluster.declared.repository));
  const apart = [...destinationsApart(project, namespaces.all), ...(team ? [team.namespace] : [])];
  proveClasses(namespaces.classes(apart), tally, (namespace) => {
    const destination = asked(`deploy into namespace ${namespace}`);
    const ruling = permitsDestination(project, { ...rulesOf(cluster).destination, namespace });
    if (namespace === team?.namespace) tally.allowed(destination, ruling);
    else tally.refused(destination, ruling);
  });
  for (const other of othersThan(model, cluster)) {
    const elsewhere = permitsDestination(project, { ...other, namespace: team?.namespace ?? 'default' });
    tally.refused(asked(`deploy to the cluster ${other.name}`), elsewhere);
  }
  for (const { group, kind } of kinds.filter(({ namespaced }) => !namespaced)) {
    tally.refused(asked(`hold a ${kind}`), permitsKind(project, { group, kind }, 'cluster'));
  }
  const granted = team ? grantedKinds(model.kinds, team, cluster.declared) : [];
  const theirs = new Set([...granted, ...madeKinds(granted)].map(kindKey));
  const known = [
    ...kinds.filter(({ namespaced }) => namespaced),
    ...model.kinds,
    ...model.kinds.flatMap((each) => each.makes),
  ];
  const wanted = new Map([{ group: 'example.org', kind: 'Anything' }, ...known].map((each) => [kindKey(each), each]));
  for (const [key, { group, kind }] of wanted) {
    const ruling = permitsKind(project, { group, kind }, 'namespaced');
    if (theirs.has(key)) tally.allowed(asked(`hold a ${kind}`), ruling);
    else tally.refused(asked(`hold a ${kind}`), ruling);
  }
}

/** The team whose project bears this name on a cluster. */
function teamOf({ teams }: Model, { declared }: ClusterModel, project: string): DeveloperTeam | undefined {
  return teams.developers.find(({ name }) => nameInArgocd(name, declared) === project);
}

/** Clusters that the same Argo CD knows beside this one, and one that nobody named. */
function othersThan({ teams }: Model, { declared }: ClusterModel): readonly { server: string; name: string }[] {
  const beside = teams.clusters.filter((each) => each !== declared && hubOf(each) === hubOf(declared));
  return [...beside.map(destinationIn), { server: 'https://another.example.org', name: 'another' }];
}

/**
 * Nobody knows what else a pattern would permit, so each place and each kind is named. The platform's own project
 * permits every namespace and kind, but only this repository and this cluster.
 */
function proveFields(
  model: Model,
  cluster: ClusterModel,
  name: string,
  project: Resource<AppProject>,
  tally: Tally,
): void {
  const defect = projectDefect(project);
  if (defect) {
    const asked = { who: `project ${name}`, what: `be read on ${cluster.name}`, otherwise: project.at() };
    tally.allowed(asked, unknown(defect));
    return;
  }
  const { roles, sourceRepos, sourceNamespaces, destinations, namespaceResourceWhitelist } = project.object.spec;
  const isPlatforms = name === nameInArgocd(model.teams.platform.name, cluster.declared);
  const namespace = isPlatforms ? '*' : teamOf(model, cluster, name)?.namespace;
  const wanted = {
    sourceRepos: namespace === undefined ? [] : [cluster.declared.repository],
    destinations: namespace === undefined ? [] : [{ server: rulesOf(cluster).destination.server, namespace }],
    sourceNamespaces: [],
  };
  const written = {
    sourceRepos: sourceRepos ?? [],
    sourceNamespaces: sourceNamespaces ?? [],
    // The fields in a fixed order, for comparing them as texts.
    destinations: (destinations ?? []).map((each) => ({
      server: each.server,
      name: each.name,
      namespace: each.namespace,
    })),
  };
  for (const field of ['sourceRepos', 'destinations', 'sourceNamespaces'] as const) {
    const [found, expected] = [JSON.stringify(written[field]), JSON.stringify(wanted[field])];
    const args = { project: name, cluster: cluster.name, field, found, wanted: expected };
    tally.hold(found === expected, () => ({ code: 'argocd/project-field', args, at: project.at(['spec', field]) }));
  }
  for (const [index, { group, kind }] of (namespace === '*' ? [] : (namespaceResourceWhitelist ?? [])).entries()) {
    const args = {
      project: name,
      cluster: cluster.name,
      field: 'namespaceResourceWhitelist',
      found: `${group}/${kind}`,
      wanted: 'one kind by its name',
    };
    const at = (): At => project.at(['spec', 'namespaceResourceWhitelist', index]);
    tally.hold(!/[*?[\\]/.test(group + kind), () => ({ code: 'argocd/project-field', args, at: at() }));
  }
  for (const { path, why } of projectRefusals(project)) {
    tally.hold(false, () => ({ code: 'argocd/project-refused', args: { project: name, why }, at: project.at(path) }));
  }
  // A project's roles hand out rights, and tokens without expiry, beside the policy that everybody reads.
  tally.hold((roles ?? []).length === 0, () => ({
    code: 'argocd/project-roles',
    args: { project: name },
    at: project.at(['spec', 'roles']),
  }));
}
