import { isMapping, type FieldMap, fieldAt } from '../objects/fields.ts';
import { namespaceNameLabel, type Labels } from '../label-selector.ts';
import type { Namespace, AdmissionOperation } from './policy.ts';
import { podSpecPath } from '../objects/kinds.ts';
import { groupOf } from '../objects/objects.ts';
import type { FieldPath, KubernetesObject, Resource } from '../objects/located.ts';

/** A request as it reaches admission: authenticated, authorised, and about to be stored. */
export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  /** The object as it would be stored; absent on DELETE. */
  readonly object?: Resource;
  /** The stored object; on UPDATE and DELETE. */
  readonly oldObject?: Resource;
  /** Namespace of a namespaced object; left out for a cluster-wide object. */
  readonly namespace?: string;
  /** Name of the object if the request carries no object. */
  readonly name?: string;
  readonly resource: {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly subresource?: string;
  };
  /** With all groups, including those that Kubernetes adds (`system:authenticated` and the like). */
  readonly user: { readonly name: string; readonly groups: readonly string[] };
}

/** The subject of a request, worked out once. */
export interface Subject {
  readonly object: KubernetesObject | undefined;
  readonly oldObject: KubernetesObject | undefined;
  readonly isNamespace: boolean;
  readonly name: string;
  /** Empty for a cluster-wide object. For a Namespace it is its own name, as in the API server. */
  readonly namespaceName: string;
  /** The namespace as it is stored, or as it is being written. Undefined if it is not known. */
  readonly namespace: Resource<Namespace> | undefined;
}

/** @param namespaces all known namespaces, by name */
export function subjectOf(request: AdmissionRequest, namespaces: ReadonlyMap<string, Resource<Namespace>>): Subject {
  const { resource, subresource, group } = request.resource;
  const known = request.object ?? request.oldObject;
  const isNamespace = group === '' && resource === 'namespaces';
  const name = request.name ?? known?.object.metadata.name ?? '';
  const namespaceName = isNamespace ? name : (request.namespace ?? known?.object.metadata.namespace ?? '');
  const stored = namespaces.get(namespaceName);
  const written = isNamespace && subresource === undefined ? known : undefined;
  return {
    object: request.object && asStored(request.object.object),
    oldObject: request.oldObject && asStored(request.oldObject.object),
    isNamespace,
    name,
    namespaceName,
    namespace: request.operation === 'DELETE' ? (stored ?? written) : (written ?? stored),
  };
}

/** The labels of a Namespace, including the label that the API server writes. */
export function labelsOf(namespace: Resource<Namespace>): Labels {
  const { labels = {}, name } = namespace.object.metadata;
  return { ...labels, [namespaceNameLabel]: name };
}

/**
 * `object` as admission sees it: the API server drops null fields when it decodes an object, writes an empty `spec`
 * into objects of its own kinds, makes an emptyDir of a volume without a source (`SetDefaults_Volume` in
 * `k8s.io/kubernetes/pkg/apis/core/v1`).
 *
 * It fills in more defaults, which are not written here, because a rule decides the same without them if it tests a
 * field with `has()` before it compares it: `dnsPolicy`, `restartPolicy`, `schedulerName`, `securityContext`,
 * `enableServiceLinks` and `terminationGracePeriodSeconds` of a pod, `imagePullPolicy` and the like of a container, the
 * host port of a pod on its node's network, the `type` of a Service or a Secret, and what admission plugins write into
 * pods before these rules see them (`serviceAccountName`, tolerations, a priority). A rule that lists known fields must
 * list these.
 */
export function asStored(object: KubernetesObject): KubernetesObject {
  const plain = withSpec(withoutNulls(object));
  const path = podSpecPath(plain.kind);
  return path ? (changedAt(plain, [...path, 'volumes'], withSources) as KubernetesObject) : plain;
}

/**
 * Kinds of which the API server stores a `spec` even where a manifest has none: Go never leaves out a struct. Kinds
 * that others define are stored as they are written.
 */
const alwaysWithSpec: ReadonlySet<string> = new Set([
  ...[
    'Pod',
    'Service',
    'ReplicationController',
    'PersistentVolumeClaim',
    'ResourceQuota',
    'LimitRange',
    'Namespace',
  ].map((kind) => `/${kind}`),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => `apps/${kind}`),
  ...['Job', 'CronJob'].map((kind) => `batch/${kind}`),
  ...['Ingress', 'NetworkPolicy'].map((kind) => `networking.k8s.io/${kind}`),
  'autoscaling/HorizontalPodAutoscaler',
  'policy/PodDisruptionBudget',
]);

function withSpec(object: KubernetesObject): KubernetesObject {
  return 'spec' in object || !alwaysWithSpec.has(`${groupOf(object)}/${object.kind}`)
    ? object
    : ({ ...object, spec: {} } as KubernetesObject);
}

function withSources(volumes: unknown): unknown {
  if (!Array.isArray(volumes) || !volumes.some(hasNoSource)) return volumes;
  return volumes.map((volume: unknown) => (hasNoSource(volume) ? { ...volume, emptyDir: {} } : volume));
}

function hasNoSource(volume: unknown): volume is FieldMap {
  return isMapping(volume) && Object.keys(volume).every((field) => field === 'name');
}

/** `value` with the field at `path` changed; the same value if there is no such field or it stays as it is. */
function changedAt(value: unknown, [field, ...rest]: FieldPath, change: (value: unknown) => unknown): unknown {
  if (field === undefined) return change(value);
  if (!isMapping(value) || !Object.hasOwn(value, field)) return value;
  const changed = changedAt(value[field], rest, change);
  return changed === value[field] ? value : { ...value, [field]: changed };
}

/**
 * `value` without the null fields of objects: the API server drops these when it decodes an object, so policies see
 * them as absent. A value without null fields is returned as it is.
 */
export function withoutNulls<T>(value: T): T {
  if (!hasNullField(value)) return value;
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  const kept = Object.entries(value as FieldMap).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)])) as T;
}

function hasNullField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasNullField);
  for (const key in value) {
    const item = (value as FieldMap)[key];
    if (item === null || hasNullField(item)) return true;
  }
  return false;
}

/** The account that makes the pods of each kind of workload. */
const controllers: Readonly<Record<string, string>> = {
  Deployment: 'replicaset-controller',
  ReplicaSet: 'replicaset-controller',
  Rollout: 'replicaset-controller',
  ReplicationController: 'replication-controller',
  StatefulSet: 'statefulset-controller',
  DaemonSet: 'daemon-set-controller',
  Job: 'job-controller',
  CronJob: 'job-controller',
};

/**
 * The Pod that `workload` leads to, with each field's place in the workload's template; undefined if it makes no pods.
 * It has the workload's name, since the real name is made up later.
 */
export function podOf(workload: Resource): Resource | undefined {
  const path = podSpecPath(workload.object.kind)?.slice(0, -1);
  if (!path || path.length === 0) return undefined;
  const metadata = fieldAt(workload.object, [...path, 'metadata']);
  const { name, namespace } = workload.object.metadata;
  const object: KubernetesObject & { readonly spec?: unknown } = {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: fieldAt(workload.object, [...path, 'spec']),
    metadata: { ...(isMapping(metadata) && metadata), name, ...(namespace && { namespace }) },
  };
  return { object, at: (field: FieldPath = []) => workload.at([...path, ...field]) };
}

/** The request by which Kubernetes will make the pods of `workload`; undefined if it makes no pods. */
export function podRequestOf(workload: Resource): AdmissionRequest | undefined {
  const object = podOf(workload);
  const account = controllers[workload.object.kind];
  return (
    object && {
      operation: 'CREATE',
      object,
      resource: { group: '', version: 'v1', resource: 'pods' },
      user: {
        name: `system:serviceaccount:kube-system:${account}`,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      },
    }
  );
}
