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

/** `argoproj.io/v1alpha1` Application: the fields that decide what is deployed where. */
export interface Application extends KubernetesObject {
  readonly spec: {
    /** Empty or absent means the project `default`. */
    readonly project?: string;
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
    readonly destination?: { readonly server?: string; readonly name?: string; readonly namespace?: string };
    /** Fields whose drift Argo CD does not see. */
    readonly ignoreDifferences?: readonly object[];
    readonly syncPolicy?: {
      readonly automated?: { readonly prune?: boolean; readonly selfHeal?: boolean } | null;
      readonly syncOptions?: readonly string[];
    };
  };
}

export interface ApplicationSource {
  readonly repoURL?: string;
  readonly path?: string;
  readonly targetRevision?: string;
}

/** The cluster an Argo CD runs in, as it knows it by server and by name. */
export const inCluster = { server: 'https://kubernetes.default.svc', name: 'in-cluster' } as const;

/** The sources of an Application, whichever field has them. */
export function sourcesOf({ spec }: Application): readonly ApplicationSource[] {
  return spec.sources && spec.sources.length > 0 ? spec.sources : spec.source ? [spec.source] : [];
}
