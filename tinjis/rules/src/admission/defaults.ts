import type { KubernetesObject } from '../objects/located.ts';
import { memoized } from '../memo.ts';
import { podTemplates } from './pod-templates.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `object` as admission sees it: the API server drops null fields when it decodes an object, and makes an emptyDir of a
 * volume without a source (`SetDefaults_Volume` in `k8s.io/kubernetes/pkg/apis/core/v1`).
 *
 * It fills in more defaults, which are not written here, because a rule decides the same without them if it tests a
 * field with `has()` before it compares it: `dnsPolicy`, `restartPolicy`, `schedulerName`, `securityContext`,
 * `enableServiceLinks` and `terminationGracePeriodSeconds` of a pod, `imagePullPolicy` and the like of a container, the
 * host port of a pod on its node's network, the `type` of a Service or a Secret, and what admission plugins write into
 * pods before these rules see them (`serviceAccountName`, tolerations, a priority). A rule that lists known fields must
 * list these.
 */
export const asStored = memoized((object: KubernetesObject): KubernetesObject => {
  const plain = withoutNulls(object);
  const path = plain.kind === 'Pod' ? [] : podTemplates[plain.kind]?.path;
  return path ? (changedAt(plain, [...path, 'spec', 'volumes'], withSources) as KubernetesObject) : plain;
});

function withSources(volumes: unknown): unknown {
  if (!Array.isArray(volumes) || !volumes.some(hasNoSource)) return volumes;
  return volumes.map((volume: unknown) => (hasNoSource(volume) ? { ...volume, emptyDir: {} } : volume));
}

function hasNoSource(volume: unknown): volume is Fields {
  return isObject(volume) && Object.keys(volume).every((field) => field === 'name');
}

/** `value` with the field at `path` changed; the same value if there is no such field or it stays as it is. */
function changedAt(value: unknown, [field, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (field === undefined) return change(value);
  if (!isObject(value) || !Object.hasOwn(value, field)) return value;
  const changed = changedAt(value[field], rest, change);
  return changed === value[field] ? value : { ...value, [field]: changed };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `value` without the null fields of objects: the API server drops these when it decodes an object, so policies see
 * them as absent. An object without null fields is returned as it is, and not checked again: it must not change.
 */
export function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null || clean.has(value)) return value;
  const changes = (item: unknown): boolean => withoutNulls(item) !== item;
  const dirty = Array.isArray(value)
    ? value.some(changes)
    : Object.values(value).some((item) => item === null || changes(item));
  if (!dirty) {
    clean.add(value);
    return value;
  }
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls<unknown>(item)])) as T;
}

/** Objects without a null in them, which are most objects. */
const clean = new WeakSet<object>();
