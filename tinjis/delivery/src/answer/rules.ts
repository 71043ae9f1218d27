import { lazily, memoized } from '@tinjis/rules/memo';
import {
  type Application,
  sourcesOf,
  argocdNamespace,
  settingsOf,
  type AppProject,
} from '@tinjis/rules/argocd/objects';
import type { Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../model/model.ts';
import type { Objects } from '@tinjis/rules/objects/objects';
import type { ImpersonationSettings } from '@tinjis/rules/argocd/impersonation';
import { readRbacPolicy, type RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { AdmissionRules } from '@tinjis/rules/admission/admit';
import { namespaceNameLabel } from '@tinjis/rules/label-selector';
import type { NamespaceLabels } from '@tinjis/rules/network/namespaces';
import type { ClusterPolicy } from '@tinjis/rules/network/cluster-policy';
import { clusterPolicyKinds } from '@tinjis/rules/objects/kinds';
import type { NetworkRules } from '@tinjis/rules/network/connect';
import type { NetworkPolicy } from '@tinjis/rules/network/policy';
import type { RbacRules } from '@tinjis/rules/rbac/grants';

/**
 * One cluster's rules in the form that each evaluator takes. They are made once for each cluster: evaluators remember
 * results by these objects.
 */
export interface Rules {
  readonly projects: ReadonlyMap<string, Resource<AppProject>>;
  readonly applications: readonly Resource<Application>[];
  /** The Application that reads a folder; the first if there are several. */
  readonly applicationOf: ReadonlyMap<string, Resource<Application>>;
  readonly impersonation: ImpersonationSettings;
  readonly argocdPolicy: RbacPolicy;
  readonly authorization: RbacRules;
  readonly admission: AdmissionRules;
  readonly network: NetworkRules;
  readonly namespaces: readonly NamespaceLabels[];
}

/** The rules that a cluster gets from the platform. */
export function rulesOf({ governance }: ClusterModel): Rules {
  return collect(governance);
}

const collect = memoized((governance: Objects): Rules => {
  const projects = governance.inNamespace<AppProject>('argoproj.io/AppProject', argocdNamespace);
  const settings = settingsOf(governance, 'argocd-cm')?.object.data ?? {};
  const namespaces = governance.kind('/Namespace');
  const applications = governance.inNamespace<Application>('argoproj.io/Application', argocdNamespace);
  const argocdPolicy = lazily(() =>
    readRbacPolicy(settingsOf(governance, 'argocd-rbac-cm') ?? noSettings('argocd-rbac-cm'), projects),
  );
  return {
    projects: new Map(projects.map((project) => [project.object.metadata.name, project])),
    applications,
    applicationOf: new Map(
      applications.toReversed().flatMap((each) => sourcesOf(each.object).map(({ path = '' }) => [path, each])),
    ),
    impersonation: {
      enabled: settings['application.sync.impersonation.enabled'] === 'true',
      enforced: settings['application.sync.impersonation.enforced'] !== 'false',
    },
    // Nobody who asks about a connection needs it.
    get argocdPolicy() {
      return argocdPolicy();
    },
    authorization: {
      roles: governance.kind('rbac.authorization.k8s.io/Role'),
      clusterRoles: governance.kind('rbac.authorization.k8s.io/ClusterRole'),
      roleBindings: governance.kind('rbac.authorization.k8s.io/RoleBinding'),
      clusterRoleBindings: governance.kind('rbac.authorization.k8s.io/ClusterRoleBinding'),
    },
    admission: {
      policies: governance.kind('admissionregistration.k8s.io/ValidatingAdmissionPolicy'),
      bindings: governance.kind('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding'),
      namespaces,
    },
    network: {
      policies: governance.kind<NetworkPolicy>('networking.k8s.io/NetworkPolicy'),
      clusterPolicies: clusterPolicyKinds.flatMap((kind) =>
        governance.kind<ClusterPolicy>(`policy.networking.k8s.io/${kind}`),
      ),
    },
    namespaces: namespaces.map(
      ({
        object: {
          metadata: { name, labels },
        },
      }) => ({ name, labels: { ...labels, [namespaceNameLabel]: name } }),
    ),
  };
});

/** A missing ConfigMap means the same as an empty ConfigMap. */
function noSettings(name: string): Resource {
  return {
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
    at: () => ({ file: `ConfigMap ${name}`, line: 1 }),
  };
}
