import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { listApplications } from './applications.ts';

interface Workload extends LiveObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

/**
 * Does the cluster keep itself by now? Then nothing is applied by hand any more: Argo CD takes from Git whatever
 * changed.
 * @param root name of the root Application
 */
export async function keepsItself(kubernetes: Kubernetes, root: string): Promise<boolean> {
  const namespaced = (kind: string, namespace: string) =>
    kubernetes.list<Workload>({ apiVersion: 'apps/v1', kind, namespace });
  try {
    const [servers, controllers, sealing, apps] = await Promise.all([
      namespaced('Deployment', 'argocd'),
      namespaced('StatefulSet', 'argocd'),
      namespaced('Deployment', 'kube-system'),
      listApplications(kubernetes),
    ]);
    const runs = ({ spec, status }: Workload) => (status?.readyReplicas ?? 0) >= Math.max(spec.replicas ?? 1, 1);
    const needed = [
      ...servers,
      ...controllers,
      ...sealing.filter(({ metadata }) => metadata.name === 'sealed-secrets-controller'),
    ];
    return (
      servers.length > 0 &&
      controllers.length > 0 &&
      sealing.length > 0 &&
      needed.every(runs) &&
      apps.some(({ metadata }) => metadata.name === root)
    );
  } catch {
    return false; // the kinds are not there yet
  }
}
