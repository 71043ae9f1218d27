import { clusterFolder } from '../model/layout.ts';
import type { Cluster, Service, Teams } from '../model/teams.ts';
import { generated, thisCluster, type GeneratedFile } from './generated.ts';
import { kustomization } from './kustomization.ts';

/** One Application a service, and the root Application that brings everything else. All of them are the platform's. */
export function applications(teams: Teams, cluster: Cluster): GeneratedFile[] {
  const folder = `clusters/${cluster.name}/applications`;
  const files = [
    generated(`${folder}/platform.yaml`, rootApplication(cluster)),
    ...teams.developers.flatMap(({ services }) =>
      services.map((service) => generated(`${folder}/${service.name}.yaml`, serviceApplication(service, cluster))),
    ),
  ];
  return [...files, kustomization(folder, files)];
}

// Written out: a short name is looked up among branches and tags at every refresh.
const revision = 'refs/heads/main';

function serviceApplication(service: Service, cluster: Cluster): string {
  const folder = `apps/${service.team}/${service.name}`;
  return `
# ${service.team}/${service.name} on ${cluster.name}.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${service.name}
  namespace: argocd
  annotations:
    # A push refreshes only the Applications whose folders it touches.
    argocd.argoproj.io/manifest-generate-paths: /${folder}
    # Deleting this takes the service down with it (the finalizer below), so that a person has to confirm.
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
  finalizers:
    # Without it a deleted Application leaves its workloads running, owned by nobody.
    - resources-finalizer.argocd.argoproj.io
spec:
  project: ${service.team}
  source:
    repoURL: ${cluster.repository}
    path: ${folder}/overlays/${cluster.name}
    targetRevision: ${revision}
  destination:
    server: ${thisCluster}
    namespace: ${service.namespace}
  revisionHistoryLimit: 5
${syncPolicy}
`;
}

const rootApplication = (cluster: Cluster): string => `
# The root: Argo CD itself, policies, projects, namespaces and every other Application of this cluster. Self-managed, so what is merged is what
# runs. No finalizer: deleting it must not take the cluster apart.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: platform
  namespace: argocd
  annotations:
    argocd.argoproj.io/manifest-generate-paths: /clusters;/policies
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
spec:
  project: platform
  source:
    repoURL: ${cluster.repository}
    path: ${clusterFolder(cluster.name)}
    targetRevision: ${revision}
  destination:
    server: ${thisCluster}
    namespace: argocd
  revisionHistoryLimit: 5
${syncPolicy}
`;

const syncPolicy = `  syncPolicy:
    automated:
      prune: true
      # Also fixes an Application left OutOfSync by a commit that landed during a sync.
      selfHeal: true
    syncOptions:
      # Client-side apply fails on objects as large as Argo CD's own CRDs, and forgets who owns a field.
      - ServerSideApply=true
      # Observed: without it a second Application takes over an object that another one deployed.
      - FailOnSharedResource=true
    retry:
      limit: 5
      backoff: {duration: 5s, factor: 2, maxDuration: 1m}
      # Observed: without it a fixing commit waits until every retry of the broken one is used up.
      refresh: true`;
