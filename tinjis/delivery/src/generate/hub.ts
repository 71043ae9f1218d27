import type { Catalogue } from '../model/kinds.ts';
import { argocdFolder, clusterFolder, hubOf } from '../model/layout.ts';
import type { Cluster, Teams } from '../model/teams.ts';
import { governanceApplication, rootApplication, serviceApplication } from './applications.ts';
import { generated, kustomization, type GeneratedFile } from './generated.ts';
import { platformProject } from './platform.ts';
import { teamProject } from './team-project.ts';

/** What a hub keeps for one of its other clusters: projects and Applications, each with the cluster in its name. */
export function onHub(teams: Teams, cluster: Cluster, catalogue: Catalogue): GeneratedFile[] {
  const folder = argocdFolder(cluster.name);
  const texts = [
    [teams.platform.name, platformProject(teams, cluster), rootApplication(teams, cluster)] as const,
    ...teams.developers.map(
      (team) =>
        [
          team.name,
          teamProject(teams, team, catalogue, cluster).trim(),
          governanceApplication(teams, team, cluster),
          ...team.services.map((service) => serviceApplication(teams, service, cluster)),
        ] as const,
    ),
  ];
  return [
    kustomization(
      `${folder}/kustomization.yaml`,
      texts.map(([name]) => `${name}.yaml`),
      {
        comment: `# What the Argo CD of ${hubOf(cluster)} keeps for ${cluster.name}. The folder of ${hubOf(cluster)} lists this one.`,
      },
    ),
    ...texts.map(([name, ...objects]) => generated(`${folder}/${name}.yaml`, objects.join('\n---\n'))),
  ];
}

/** A cluster without an Argo CD of the platform's gets the sealing controller alone, and the account of its hub. */
export function withoutArgocd({ name, argocd }: Cluster): GeneratedFile[] {
  const folder = `${clusterFolder(name)}/bootstrap`;
  const comment = `# Apply this first: kubectl apply --server-side -k ${folder}. Then the folder above, with everything else.
# From then on ${argocd.by === 'hub' ? `the Argo CD of ${argocd.hub}` : 'the Argo CD that is here already'} brings both.`;
  const accounts = argocd.by === 'hub' ? ['argocd-account.yaml'] : [];
  return [
    kustomization(`${folder}/kustomization.yaml`, ['../../base/sealed-secrets', ...accounts], { comment }),
    ...accounts.map((file) => generated(`${folder}/${file}`, hubAccount(name))),
  ];
}

/** As whom a hub reaches one of its other clusters: an account that reads, and acts as the deployers alone. */
const hubAccount = (cluster: string): string => `
# The hub's Argo CD reaches ${cluster} as the account argocd-application-controller of this namespace, by a token in the hub's secret for this
# cluster (docs/hub.md). It has the name and the rights that Argo CD's own controller has where it runs, so the rules about both are the same
# ones: it reads, as Argo CD must watch what it delivers, and it changes something only as a deployer. Nothing runs here.
apiVersion: v1
kind: Namespace
metadata:
  name: argocd
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.36
  annotations:
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-ingress
  namespace: argocd
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: argocd-application-controller
  namespace: argocd
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: argocd-application-controller
rules:
  - apiGroups: ["*"]
    resources: ["*"]
    verbs: [get, list, watch]
  - nonResourceURLs: ["*"]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: argocd-application-controller
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: argocd-application-controller}
subjects:
  - {kind: ServiceAccount, name: argocd-application-controller, namespace: argocd}
`;
