import type { KubernetesObject, Resource } from '../objects/located.ts';
import type { Objects } from '../objects/objects.ts';

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Where Argo CD is installed. Applications and AppProjects elsewhere are ignored by it. */
export const argocdNamespace = 'argocd';

/** The accounts of Argo CD's two components that act on a cluster. */
export const argocdAccounts = ['argocd-application-controller', 'argocd-server'] as const;

/** One of Argo CD's ConfigMaps, such as `argocd-cm`. */
export function settingsOf(governance: Objects, name: string): Resource<ConfigMap> | undefined {
  return governance.get<ConfigMap>('/ConfigMap', `${argocdNamespace}/${name}`);
}
