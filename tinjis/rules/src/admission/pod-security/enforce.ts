import type { Resource } from '../../objects/located.ts';
import type { Reason } from '../../ruling.ts';
import { labelsOf, type AdmissionRequest, type Subject, asStored } from '../request.ts';
import { levelLabel, standardOf, violates, type Violation, violations } from './evaluate.ts';
import { type Level, type Pod, placed, type Container } from './pod.ts';

/** Subresources of a pod that change nothing Pod Security looks at. */
const ignored = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

/** Whether Pod Security has a say: it refuses only pods, and merely warns about the workloads that make them. */
export function concernsPods({
  operation,
  resource: { group, resource, subresource = '' },
}: AdmissionRequest): boolean {
  return (
    group === '' &&
    resource === 'pods' &&
    !ignored.has(subresource) &&
    (operation === 'CREATE' || operation === 'UPDATE')
  );
}

/**
 * Whether the namespace's enforced level lets in the request's pod: {@link podSecurityObjections} without its reasons.
 */
export function verdictOn(
  { object, oldObject }: AdmissionRequest,
  { namespace }: Subject,
): 'allow' | 'deny' | 'unknown' {
  if (!namespace || !object) return 'unknown';
  return judge(object, oldObject, namespace, violates, false) ? 'deny' : 'allow';
}

/** Judges a pod by the level that its namespace enforces; `harmless` is the answer if nothing needs judging. */
function judge<T>(
  { object }: Resource,
  old: Resource | undefined,
  namespace: Resource,
  by: (pod: Pod, level: Level, minor: number) => T,
  harmless: T,
): T {
  const { level, minor } = standardOf(labelsOf(namespace));
  const pod = asStored(object) as Pod;
  if (level === 'privileged' || (old && !isSignificantUpdate(pod, asStored(old.object) as Pod))) return harmless;
  return by(pod, level, minor);
}

/**
 * Why the namespace's enforced level refuses the request's pod (for which {@link concernsPods} holds). First the label
 * that decides, then each control the pod breaks, at the field to fix. Empty if the pod is let in.
 */
export function podSecurityObjections(
  { object: resource, oldObject }: AdmissionRequest,
  { namespace, namespaceName, name }: Subject,
): readonly Reason[] {
  if (!namespace || !resource) {
    const args = { namespace: namespaceName };
    return [
      {
        code: namespace ? 'admission/object-missing' : 'admission/namespace-unknown',
        basis: 'input-missing',
        args,
        at: { searched: [] },
      },
    ];
  }
  const { level, minor } = standardOf(labelsOf(namespace));
  const found = judge<readonly Violation[]>(resource, oldObject, namespace, violations, []);
  if (found.length === 0) return [];
  const standard = { level, version: minor === Infinity ? 'latest' : `v1.${minor}` };
  return [
    {
      code: 'admission/pod-security-denied',
      basis: 'forbidden',
      at: namespace.at(['metadata', 'labels', levelLabel]),
      args: {
        pod: name,
        namespace: namespaceName,
        ...standard,
        forbidden: found.map(({ forbidden }) => forbidden).join(', '),
      },
    },
    ...found.flatMap(({ check, forbidden, fields }) =>
      fields.map((field): Reason => ({
        code: 'admission/pod-security-control',
        basis: 'forbidden',
        at: resource.at(field),
        args: { check, forbidden, field: field.join('.') },
      })),
    ),
  ];
}

/**
 * Whether Pod Security evaluates an update of a pod at all. Only images and new containers count, since the other
 * fields it looks at cannot change in a running pod (`isSignificantPodUpdate` in
 * `k8s.io/pod-security-admission/admission`).
 */
function isSignificantUpdate(pod: Pod, old: Pod): boolean {
  return (
    (['containers', 'initContainers'] as const).some((field) => {
      const [now, before] = [containers(pod.spec?.[field]), containers(old.spec?.[field])];
      return now.length !== before.length || now.some(({ image }, i) => image !== before[i]?.image);
    }) ||
    containers(pod.spec?.ephemeralContainers).some(({ name, image }) => {
      const before = containers(old.spec?.ephemeralContainers).find((one) => one.name === name);
      return !before || before.image !== image;
    })
  );
}

function containers(list: readonly Container[] | undefined): readonly Container[] {
  return placed(list, []).map(({ value }) => value);
}
