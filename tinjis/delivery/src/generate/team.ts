import {
  teamBaseFolder,
  teamFolder,
  claimsOf,
  hasRoutes,
  isExposed,
  nameInArgocd,
  spokesOf,
  workloadsOfTeam,
} from '../model/layout.ts';
import { type Catalogue, countedKinds, grantedKinds } from '../model/kinds.ts';
import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { serviceApplication, sourceOf, syncComments } from './applications.ts';
import { argocdObjects, generated, kustomization, leftOut, type GeneratedFile, type Patch } from './generated.ts';
import { type BuildingBlock, networkPolicies, outsideRules } from './network-policies.ts';
import { projectPatch, teamProject } from './team-project.ts';
import { share } from './team-share.ts';
import { accounts, applicationReader, grants, people, routesBinding } from './team-rights.ts';

/** The platform's decisions about a team, the same on every cluster. */
export function teamBase(
  teams: Teams,
  team: DeveloperTeam,
  blocks: readonly BuildingBlock[],
  catalogue: Catalogue,
): GeneratedFile[] {
  const named = catalogue.filter((each) => each.grantedTo === 'named-teams');
  const granted = grantedKinds(named, team);
  const texts = {
    'accounts.yaml': accounts(team),
    'applications.yaml': applications(teams, team),
    ...(granted.length > 0 && { 'kinds.yaml': grants(team, granted) }),
    'namespace.yaml': namespace(team, countedKinds(catalogue, team)),
    'network-policies.yaml': networkPolicies(teams, team, blocks),
    'people.yaml': people(team),
    'project.yaml': teamProject(teams, team, catalogue),
  };
  const folder = teamBaseFolder(team.name);
  return [
    kustomization(`${folder}/kustomization.yaml`, Object.keys(texts), {
      comment: `# What the platform decides about the team ${team.name}. clusters/<cluster>/teams/${team.name} adds what differs on a cluster.`,
    }),
    ...Object.entries(texts).map(([name, text]) => generated(`${folder}/${name}`, text)),
  ];
}

/** One cluster's additions for a team: its own folders, names and addresses, and routes if a Gateway takes them. */
export function teamOverlay(
  teams: Teams,
  team: DeveloperTeam,
  cluster: Cluster,
  catalogue: Catalogue,
): GeneratedFile[] {
  const folder = teamFolder(cluster.name, team.name);
  const routes = hasRoutes(team, cluster) ? [generated(`${folder}/routes.yaml`, routesBinding(team))] : [];
  return [
    kustomization(
      `${folder}/kustomization.yaml`,
      [`../../../base/teams/${team.name}`, ...routes.map(() => 'routes.yaml')],
      {
        comment: `# The team ${team.name} on ${cluster.name}: all of clusters/base/teams/${team.name}, and what differs here.`,
        patches: [
          exposure(teams, team, cluster),
          ...argocdPatches(teams, team, cluster, catalogue),
          ...workloadsOfTeam(team).map((workload) => outsideRules(workload, cluster)),
        ],
      },
    ),
    ...routes,
  ];
}

/** What Argo CD keeps for the team differs by cluster; a cluster without one has none of it. */
function argocdPatches(teams: Teams, team: DeveloperTeam, cluster: Cluster, catalogue: Catalogue): readonly Patch[] {
  if (cluster.argocd.by === 'hub')
    return [
      leftOut(argocdObjects),
      ...(team.automation.length > 0 ? [leftOut(`name: ${applicationReader(team.name)}`)] : []),
    ];
  const onSpokes = spokesOf(teams, cluster).flatMap((spoke) =>
    team.services.map(({ name }) => `- {op: add, path: /rules/0/resourceNames/-, value: ${nameInArgocd(name, spoke)}}`),
  );
  return [
    projectPatch(teams, team, cluster, catalogue),
    ...team.services.map(({ name }) =>
      sourceOf(name, `apps/${team.name}/${name}/overlays/${cluster.name}`, teams, cluster),
    ),
    ...(team.automation.length > 0
      ? [{ target: `kind: Role, name: ${applicationReader(team.name)}`, operations: onSpokes }]
      : []),
  ];
}

function applications(teams: Teams, { name, services }: DeveloperTeam): string {
  return `
# One Application a service. Deleting one takes the service down with it, so a person has to confirm; without the finalizer its workloads
# would run on, owned by nobody. source.path is the service's overlay of each cluster, which clusters/<cluster>/teams/${name} adds.
${syncComments}
${services.map((service) => serviceApplication(teams, service)).join('\n---\n')}
`;
}

function namespace(team: DeveloperTeam, counted: Catalogue): string {
  const images = workloadsOfTeam(team).map(
    ({ name, images: paths }) => `    image.tinjis.io/${name}: ${paths.join(' ')}`,
  );
  return `
apiVersion: v1
kind: Namespace
metadata:
  name: ${team.namespace}
  labels:
    # Puts the namespace under the rules of policies/admission.
    tinjis.io/team: ${team.name}
    # The strictest level, of one version: a new version of Kubernetes must not change what is allowed by itself.
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.36
  annotations:
    # What each workload of this name runs (policies/admission/workload-image.yaml).
${images.join('\n')}
    # Everything in the namespace goes with it, data included.
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
---
${share(team, counted)}
`;
}

/** The team's workloads that clients outside may reach on a cluster, and under which names. */
function exposure(teams: Teams, { services }: DeveloperTeam, cluster: Cluster): Patch {
  const annotations = services.flatMap((service) =>
    service.workloads
      .filter(isExposed)
      .map(
        ({ name }) =>
          `- {op: add, path: /metadata/annotations/outside.tinjis.io~1${name}, value: ${claimsOf(teams, service, cluster)}}`,
      ),
  );
  const why = '# What may be reached from outside, and under which name (service-exposure.yaml, routes.yaml).';
  return { target: 'kind: Namespace', operations: annotations.length === 0 ? [] : [why, ...annotations] };
}
