import type { KubernetesObject, Resource } from '../objects/located.ts';
import type { Objects } from '../objects/objects.ts';
import { schemaCheck } from '../objects/schema.ts';
import { type Reason, reason } from '../ruling.ts';
import { memoized } from '../memo.ts';

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** The namespace of Argo CD. It ignores Applications and AppProjects elsewhere. */
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
    /** Argo CD renders the dry source, writes the result to the branch of the sync source, and syncs that. */
    readonly sourceHydrator?: {
      readonly drySource?: ApplicationSource;
      readonly syncSource?: { readonly repoURL?: string; readonly targetBranch?: string; readonly path?: string };
    } | null;
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

/** The cluster in which Argo CD runs, by its server and its name there. */
export const inCluster = { server: 'https://kubernetes.default.svc', name: 'in-cluster' } as const;

/**
 * The sources that Argo CD syncs, whichever field holds them. With a `sourceHydrator`, it ignores the other fields.
 */
export function sourcesOf({ spec }: Application): readonly ApplicationSource[] {
  if (spec.sourceHydrator) {
    const { drySource = {}, syncSource: { repoURL = '', targetBranch, path } = {} } = spec.sourceHydrator;
    const from = repoURL === '' ? drySource.repoURL : repoURL;
    return [
      {
        ...(from !== undefined && { repoURL: from }),
        ...(path !== undefined && { path }),
        ...(targetBranch !== undefined && { targetRevision: targetBranch }),
      },
    ];
  }
  return spec.sources && spec.sources.length > 0 ? spec.sources : spec.source ? [spec.source] : [];
}

/** `argoproj.io/v1alpha1` AppProject: the fields that decide what an Application of the project may do. */
export interface AppProject extends KubernetesObject {
  readonly spec: AppProjectSpec;
}

export interface AppProjectSpec {
  readonly sourceRepos?: readonly string[] | null;
  /** Namespaces beside Argo CD's own whose Applications may belong to this project. */
  readonly sourceNamespaces?: readonly string[] | null;
  readonly destinations?: readonly DestinationRule[] | null;
  readonly destinationServiceAccounts?: readonly DestinationServiceAccount[] | null;
  /** Absent and `[]` both mean none. */
  readonly clusterResourceWhitelist?: readonly ClusterKindRule[] | null;
  readonly clusterResourceBlacklist?: readonly ClusterKindRule[] | null;
  /** Absent means all, `[]` means none. */
  readonly namespaceResourceWhitelist?: readonly KindRule[] | null;
  readonly namespaceResourceBlacklist?: readonly KindRule[] | null;
  readonly permitOnlyProjectScopedClusters?: boolean;
  readonly syncWindows?: readonly SyncWindow[] | null;
  readonly roles?: readonly ProjectRole[] | null;
}

/** Times at which Applications may sync, or may not. */
export interface SyncWindow {
  /** `allow` or `deny`; a window of another kind does nothing. */
  readonly kind?: string;
  /** When it begins, as five fields of cron. */
  readonly schedule?: string;
  /** How long it lasts, as Go writes durations: `1h30m`. */
  readonly duration?: string;
  readonly applications?: readonly string[] | null;
  readonly namespaces?: readonly string[] | null;
  readonly clusters?: readonly string[] | null;
  /** Whether a person may sync although the window refuses. */
  readonly manualSync?: boolean;
  readonly timeZone?: string;
  /** Whether every list must match, instead of any. */
  readonly andOperator?: boolean;
  readonly description?: string;
  readonly syncOverrun?: boolean;
}

export interface DestinationRule {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface DestinationServiceAccount {
  readonly server: string;
  readonly namespace?: string;
  readonly defaultServiceAccount: string;
}

export interface KindRule {
  readonly group: string;
  readonly kind: string;
}

export interface ClusterKindRule extends KindRule {
  /** Empty or absent means any name. */
  readonly name?: string;
}

export interface ProjectRole {
  readonly name: string;
  /** Lines of a casbin policy, as in `p, proj:NAME:ROLE, applications, sync, NAME/*, allow`. */
  readonly policies?: readonly string[] | null;
  /** SSO groups; and local accounts, which match by name. */
  readonly groups?: readonly string[] | null;
}

/** The target of an Application. Argo CD knows both server and name of a cluster, whichever the Application says. */
export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}

const check = schemaCheck('AppProject');

/**
 * Why no API server would store a document as an AppProject; undefined if it would.
 *
 * The types describe stored objects, but a file may hold anything: an evaluator that believed it would decide about a
 * project that cannot exist. This looks only at fields that decide something; the schemas of `verify` look at all
 * fields.
 */
export const projectDefect = memoized((project: Resource<AppProject>): Reason | undefined => {
  const defect = check(project.object);
  if (!defect) return undefined;
  const args = { project: project.object.metadata.name, field: defect.path.join('.'), problem: defect.rule };
  return reason('argocd/project-malformed', 'input-missing', args, project.at(defect.path));
});
