import type { FieldPath, KubernetesObject } from './located.ts';

/** A kind under the names that manifests and the API use. */
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

/** group, kind, and the plural unless it is the kind in lower case with an s. */
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
  ['argoproj.io', 'Rollout'],
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['autoscaling.k8s.io', 'VerticalPodAutoscaler'],
  ['batch', 'CronJob'],
  ['batch', 'Job'],
  ['bitnami.com', 'SealedSecret'],
  ['cert-manager.io', 'Certificate'],
  ['cilium.io', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies'],
  ['coordination.k8s.io', 'Lease'],
  ['discovery.k8s.io', 'EndpointSlice'],
  ['external-secrets.io', 'ExternalSecret'],
  ['external-secrets.io', 'SecretStore'],
  [gateway, 'GRPCRoute'],
  [gateway, 'Gateway'],
  [gateway, 'HTTPRoute'],
  [gateway, 'ReferenceGrant'],
  [gateway, 'TCPRoute'],
  ['keda.sh', 'ScaledObject'],
  ['monitoring.coreos.com', 'PodMonitor'],
  ['monitoring.coreos.com', 'ServiceMonitor'],
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

/** A kind by group and name. An unknown kind counts as namespaced, with the usual plural. */
export function kindOf(group: string, kind: string): Kind {
  return byKind.get(`${group}/${kind}`) ?? { group, kind, resource: `${kind.toLowerCase()}s`, namespaced: true };
}

/** A kind by the word that people type: `networkpolicies`, `networkpolicy` or `networkpolicies.networking.k8s.io`. */
export function kindNamed(word: string): Kind | undefined {
  return byWord.get(word.toLowerCase());
}

/** The kinds of network policy that are about a whole cluster, all of the group `policy.networking.k8s.io`. */
export const clusterPolicyKinds = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'] as const;

const template = ['spec', 'template', 'spec'];

const paths: Readonly<Record<string, FieldPath>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  DaemonSet: template,
  Deployment: template,
  Job: template,
  ReplicaSet: template,
  ReplicationController: template,
  Rollout: template,
  StatefulSet: template,
};

/** The place where objects of a kind hold the spec of the pods they start; undefined for kinds that start no pods. */
export function podSpecPath(kind: string): FieldPath | undefined {
  return Object.hasOwn(paths, kind) ? paths[kind] : undefined;
}

/** The template of an object's pods; a Pod is its own template. */
export function templateOf(object: KubernetesObject): object {
  return pathOf(object).reduce<object>(
    (found, step) => (found as Readonly<Record<string, object | undefined>>)[step] ?? {},
    object,
  );
}

/** An object with another template. A Pod keeps its own name and namespace. */
export function withTemplate(object: KubernetesObject, template: object): KubernetesObject {
  return write(object, pathOf(object), template) as KubernetesObject;
}

function pathOf({ kind }: KubernetesObject): FieldPath {
  return (podSpecPath(kind) ?? ['spec']).slice(0, -1);
}

function write(value: object, [step, ...rest]: FieldPath, leaf: object): object {
  if (step === undefined) return merged(value, leaf);
  return { ...value, [step]: write((value as Readonly<Record<string, object | undefined>>)[step] ?? {}, rest, leaf) };
}

function merged(value: object, leaf: object): object {
  const metadata = { ...(value as { metadata?: object }).metadata, ...(leaf as { metadata?: object }).metadata };
  return { ...value, ...leaf, metadata };
}
