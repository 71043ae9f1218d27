import type { KubernetesObject, Resource } from '../objects/located.ts';
import { schemaCheck } from '../objects/schema.ts';
import { type Reason, reason } from '../ruling.ts';
import { memoized } from '../memo.ts';

/** `argoproj.io/v1alpha1` AppProject: the fields that decide what an Application of the project may do. */
export interface AppProject extends KubernetesObject {
  readonly spec: AppProjectSpec;
}

export interface AppProjectSpec {
  readonly sourceRepos?: readonly string[] | null;
  /** Namespaces beside Argo CD's own whose Applications may be of this project. */
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
  readonly roles?: readonly ProjectRole[] | null;
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

/** Where an Application deploys to. Argo CD knows server and name of a cluster both, whichever the Application says. */
export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}

const text = { type: 'string' };
const list = (items: object): object => ({ type: 'array', items, nullable: true });
const record = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required });
const kinds = list(record({ group: text, kind: text, name: text }, 'group', 'kind'));

const schema = record(
  {
    spec: record({
      sourceRepos: list(text),
      destinations: list(record({ server: text, name: text, namespace: text })),
      destinationServiceAccounts: list(
        record({ server: text, namespace: text, defaultServiceAccount: text }, 'server', 'defaultServiceAccount'),
      ),
      clusterResourceWhitelist: kinds,
      clusterResourceBlacklist: kinds,
      namespaceResourceWhitelist: kinds,
      namespaceResourceBlacklist: kinds,
      permitOnlyProjectScopedClusters: { type: 'boolean' },
      roles: list(record({ name: text, policies: list(text), groups: list(text) }, 'name')),
    }),
  },
  'spec',
);

const check = schemaCheck(schema);

/**
 * Why a document is no AppProject that an API server would store; undefined where it is one.
 *
 * The types say what is stored, a file may hold anything: an evaluator that believed it would decide about a project
 * that cannot exist. Fields that decide nothing are not looked at here; the schemas of `verify` look at all.
 */
export const projectDefect = memoized((project: Resource<AppProject>): Reason | undefined => {
  const defect = check(project.object);
  if (!defect) return undefined;
  const args = { project: project.object.metadata.name, field: defect.path.join('.'), problem: defect.rule };
  return reason('argocd/project-malformed', 'input-missing', args, project.at(defect.path));
});
