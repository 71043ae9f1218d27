/** A kind as manifests and the API name it. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
  /** Plural, as it stands in URLs, roles and admission rules. */
  readonly resource: string;
  readonly namespaced: boolean;
}

const core = '';
const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';
const gateway = 'gateway.networking.k8s.io';

/** group, kind, and the plural where it is not the kind in lower case with an s. */
const namespaced: readonly (readonly [string, string, string?])[] = [
  [core, 'ConfigMap'],
  [core, 'Endpoints', 'endpoints'],
  [core, 'Event'],
  [core, 'LimitRange'],
  [core, 'PersistentVolumeClaim'],
  [core, 'Pod'],
  [core, 'ReplicationController'],
  [core, 'ResourceQuota'],
  [core, 'Secret'],
  [core, 'Service'],
  [core, 'ServiceAccount'],
  ['apps', 'ControllerRevision'],
  ['apps', 'DaemonSet'],
  ['apps', 'Deployment'],
  ['apps', 'ReplicaSet'],
  ['apps', 'StatefulSet'],
  ['argoproj.io', 'AppProject'],
  ['argoproj.io', 'Application'],
  ['argoproj.io', 'ApplicationSet'],
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['batch', 'CronJob'],
  ['batch', 'Job'],
  ['bitnami.com', 'SealedSecret'],
  ['cilium.io', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies'],
  ['coordination.k8s.io', 'Lease'],
  ['discovery.k8s.io', 'EndpointSlice'],
  [gateway, 'GRPCRoute'],
  [gateway, 'Gateway'],
  [gateway, 'HTTPRoute'],
  [gateway, 'ReferenceGrant'],
  [gateway, 'TCPRoute'],
  ['networking.k8s.io', 'Ingress', 'ingresses'],
  ['networking.k8s.io', 'NetworkPolicy', 'networkpolicies'],
  ['policy', 'PodDisruptionBudget'],
  [rbac, 'Role'],
  [rbac, 'RoleBinding'],
];

const clusterWide: readonly (readonly [string, string, string?])[] = [
  [admission, 'MutatingWebhookConfiguration'],
  [admission, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies'],
  [admission, 'ValidatingAdmissionPolicyBinding'],
  [admission, 'ValidatingWebhookConfiguration'],
  ['apiextensions.k8s.io', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io', 'APIService'],
  ['certificates.k8s.io', 'CertificateSigningRequest'],
  ['cilium.io', 'CiliumClusterwideNetworkPolicy', 'ciliumclusterwidenetworkpolicies'],
  [core, 'Namespace'],
  [core, 'Node'],
  [core, 'PersistentVolume'],
  [gateway, 'GatewayClass', 'gatewayclasses'],
  ['networking.k8s.io', 'IngressClass', 'ingressclasses'],
  [rbac, 'ClusterRole'],
  [rbac, 'ClusterRoleBinding'],
  ['scheduling.k8s.io', 'PriorityClass', 'priorityclasses'],
  ['storage.k8s.io', 'StorageClass', 'storageclasses'],
];

/** The kinds that a delivery repository may hold, or that somebody may try to make in a cluster. */
export const kinds: readonly Kind[] = [
  ...namespaced.map((each) => toKind(each, true)),
  ...clusterWide.map((each) => toKind(each, false)),
];

function toKind([group, kind, resource]: readonly [string, string, string?], isNamespaced: boolean): Kind {
  return { group, kind, resource: resource ?? `${kind.toLowerCase()}s`, namespaced: isNamespaced };
}

const byKind = new Map(kinds.map((each) => [`${each.group}/${each.kind}`, each]));
const byWord = new Map(
  kinds.flatMap((each) =>
    [each.resource, each.kind.toLowerCase(), `${each.resource}.${each.group}`].map((word) => [word, each]),
  ),
);

/** A kind by group and name. One that is not known here is taken to be namespaced, with the usual plural. */
export function kindOf(group: string, kind: string): Kind {
  return byKind.get(`${group}/${kind}`) ?? { group, kind, resource: `${kind.toLowerCase()}s`, namespaced: true };
}

/** A kind by what people type: `networkpolicies`, `networkpolicy` or `networkpolicies.networking.k8s.io`. */
export function kindNamed(word: string): Kind | undefined {
  return byWord.get(word.toLowerCase());
}
