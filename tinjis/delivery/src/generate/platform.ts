import { clusterFolder, destinationIn, nameInArgocd, spokesOf } from '../model/layout.ts';
import type { Cluster, Teams } from '../model/teams.ts';
import { governanceApplication, governanceSources, rootApplication, syncComments } from './applications.ts';
import { argocdObjects, generated, kustomization, leftOut, type GeneratedFile, type Patch } from './generated.ts';

const folder = 'clusters/base/platform';

/** The platform's own objects on every cluster: its projects, its Applications and its people's rights. */
export function platformBase(teams: Teams): GeneratedFile[] {
  return [
    kustomization(`${folder}/kustomization.yaml`, ['applications.yaml', 'people.yaml', 'projects.yaml']),
    generated(`${folder}/applications.yaml`, applications(teams)),
    generated(`${folder}/people.yaml`, people(teams)),
    generated(`${folder}/projects.yaml`, `${defaultProject}\n---\n${platformProject(teams)}`),
  ];
}

/**
 * Everything that the root Application keeps on a cluster. The teams' folders beside it have Applications of their own.
 */
export function clusterOverlay(teams: Teams, cluster: Cluster): GeneratedFile {
  const repository = {
    target: `kind: AppProject, name: ${teams.platform.name}`,
    operations:
      cluster.repository === teams.repository
        ? []
        : [`- {op: replace, path: /spec/sourceRepos/0, value: ${cluster.repository}}`],
  };
  const spokes = spokesOf(teams, cluster).map(({ name }) => `../${name}/argocd`);
  return kustomization(
    `${clusterFolder(cluster.name)}/kustomization.yaml`,
    ['../../policies/admission', '../../policies/rbac', 'bootstrap', '../base/platform', ...spokes],
    {
      comment: `# What the root Application keeps on ${cluster.name}. Each team's folder (teams/) has an Application of its own.`,
      patches: patchesOf(teams, cluster, repository),
    },
  );
}

function patchesOf(teams: Teams, cluster: Cluster, repository: Patch): readonly Patch[] {
  if (cluster.argocd.by === 'hub') return [leftOut(argocdObjects)];
  const sources = [repository, ...governanceSources(teams, cluster)];
  // An Argo CD that was there before has Applications of others in its project `default`.
  return cluster.argocd.by === 'existing' ? [leftOut('kind: AppProject, name: default'), ...sources] : sources;
}

function applications(teams: Teams): string {
  return `
# The Applications of the platform's own project: the root, which brings Argo CD, the policies and this folder, and one for each team, which
# brings the team's project, namespace, rights and Applications: a broken file of one team holds up that team alone.
# What is merged is what runs. None has a finalizer: deleting one must not take a cluster or a namespace apart.
# source.path is the cluster's own folder, or the team's in it; clusters/<cluster>/kustomization.yaml adds it.
${syncComments}
${[rootApplication(teams), ...teams.developers.map((team) => governanceApplication(teams, team))].join('\n---\n')}
`;
}

function people({ platform }: Teams): string {
  return `
# The platform looks and reads logs everywhere (policies/rbac/platform-reader.yaml). It changes things through Git, too.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: platform-people
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: platform-reader}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${platform.group}"}
`;
}

const defaultProject = `
# Argo CD makes this project at its first start, open to everything, and takes every Application without a project into it. It cannot be done
# without: deleted, it comes back open. Emptied, it refuses (observed), and stays so over restarts.
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: default
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
spec:
  description: Emptied; nothing may be deployed from here
  sourceRepos: []
  destinations: []
  clusterResourceWhitelist: []
  # An empty list of allowed kinds would turn into "all kinds" at the next write of the API; a list of refused ones does not.
  namespaceResourceBlacklist:
    - {group: "*", kind: "*"}`;

/** The platform's own project; for a spoke the one that its hub keeps. */
export const platformProject = (teams: Teams, spoke?: Cluster): string => `\
# The platform's own project: Argo CD, policies, and every team's namespace, rights and project.
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${nameInArgocd(teams.platform.name, spoke)}
  namespace: argocd
  annotations:
    # Before the Applications that are in it.
    argocd.argoproj.io/sync-wave: "-1"
spec:
  description: The cluster itself
  sourceRepos:
    - ${(spoke ?? teams).repository}
  destinations:
    - server: ${destinationIn(spoke).server}
      namespace: "*"
  # With impersonation enforced a project without an account does not sync at all, the platform's own included.
  destinationServiceAccounts:
    - server: ${destinationIn(spoke).server}
      namespace: argocd
      defaultServiceAccount: platform-deployer
  clusterResourceWhitelist:
    - {group: "*", kind: "*"}
  namespaceResourceWhitelist:
    - {group: "*", kind: "*"}`;
