import { lazily, memoized } from '@tinjis/rules/memo';
import {
  type Application,
  sourcesOf,
  argocdNamespace,
  settingsOf,
  type AppProject,
} from '@tinjis/rules/argocd/objects';
import type { Resource } from '@tinjis/rules/objects/located';
import { imagined, type Objects } from '@tinjis/rules/objects/objects';
import type { ClusterModel } from '../model/model.ts';
import { type Reason, reason } from '@tinjis/rules/ruling';
import { destinationIn, hubOf } from '../model/layout.ts';
import type { ImpersonationSettings } from '@tinjis/rules/argocd/impersonation';
import { readRbacPolicy, type RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { AdmissionRules } from '@tinjis/rules/admission/admit';
import { namespaceNameLabel } from '@tinjis/rules/label-selector';
import { type CiliumNetworkPolicy, readCiliumPolicy } from '@tinjis/rules/network/cilium-policy';
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
  /** How Argo CD knows the cluster: by both, whichever an Application gives. */
  readonly destination: { readonly server: string; readonly name: string };
  readonly projects: ReadonlyMap<string, Resource<AppProject>>;
  readonly applications: readonly Resource<Application>[];
  /** The Application that reads a folder; the first if there are several. */
  readonly applicationOf: ReadonlyMap<string, Resource<Application>>;
  /** Without the settings of Argo CD it is on: what then holds is asked, and that it is on stays unknown. */
  readonly impersonation: ImpersonationSettings;
  /** Why it is not known what the settings of Argo CD decide, where they are not in the repository. */
  readonly settingsElsewhere?: Reason;
  readonly argocdPolicy: RbacPolicy;
  readonly authorization: RbacRules;
  readonly admission: AdmissionRules;
  readonly network: NetworkRules;
  readonly namespaces: readonly NamespaceLabels[];
}

/** The rules that a cluster gets from the platform, and those of the Argo CD that delivers to it. */
export function rulesOf(cluster: ClusterModel): Rules {
  return known(cluster.argocd).getOrInsertComputed(cluster.governance, () => collect(cluster));
}

/** By what the cluster has and what its Argo CD has: proofs look at parts of a cluster that have both. */
const known = memoized<Objects, WeakMap<Objects, Rules>>(() => new WeakMap());

function collect({ governance, argocd, declared, settingsElsewhere: at }: ClusterModel): Rules {
  const projects = argocd.inNamespace<AppProject>('argoproj.io/AppProject', argocdNamespace);
  const settings = settingsOf(argocd, 'argocd-cm')?.object.data ?? {};
  // Of Argo CD's namespace that was there before, the label is known that the API server gives it.
  const own = declared.argocd.by === 'existing' && at ? [imagined(argocdsNamespace, at)] : [];
  const namespaces = [...governance.kind('/Namespace'), ...own];
  const applications = argocd.inNamespace<Application>('argoproj.io/Application', argocdNamespace);
  const argocdPolicy = lazily(() =>
    readRbacPolicy(settingsOf(argocd, 'argocd-rbac-cm') ?? noSettings('argocd-rbac-cm'), projects),
  );
  return {
    destination: destinationIn(declared),
    ...(at && { settingsElsewhere: reason(settingsElsewhere, 'input-missing', { cluster: hubOf(declared) }, at) }),
    projects: new Map(projects.map((project) => [project.object.metadata.name, project])),
    applications,
    applicationOf: new Map(
      applications.toReversed().flatMap((each) => sourcesOf(each.object).map(({ path = '' }) => [path, each])),
    ),
    impersonation: {
      enabled: at !== undefined || settings['application.sync.impersonation.enabled'] === 'true',
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
      policies: [
        ...governance.kind<NetworkPolicy>('networking.k8s.io/NetworkPolicy'),
        // Of another form nothing is known: `foreignOn` says so.
        ...governance
          .kind<CiliumNetworkPolicy>('cilium.io/CiliumNetworkPolicy')
          .filter(({ object }) => 'policy' in readCiliumPolicy(object)),
      ],
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
}

const argocdsNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: argocdNamespace } };

/** The code of what the settings of an Argo CD decide that was there before. */
export const settingsElsewhere = 'argocd/settings-elsewhere';

/** A missing ConfigMap means the same as an empty ConfigMap. */
function noSettings(name: string): Resource {
  return {
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
    at: () => ({ file: `ConfigMap ${name}`, line: 1 }),
  };
}
