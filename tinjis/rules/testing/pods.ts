import type { FieldPath } from '../src/objects/located.ts';
import type { Pod } from '../src/admission/pod-security/pod.ts';

/** A pod that every level lets in. */
export function goodPod(): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'payment', namespace: 'payments' },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'payment',
          image: 'a',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** {@link goodPod} with one field changed or removed. */
export function podWith(path: FieldPath, value: unknown): Pod {
  return set(goodPod(), path, value) as Pod;
}

function set(node: unknown, [key, ...rest]: FieldPath, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = [...((node ?? []) as unknown[])];
    list[key] = set(list[key], rest, value);
    return list;
  }
  return {
    ...(node as object | undefined),
    [key]: set((node as Readonly<Record<string, unknown>> | undefined)?.[key], rest, value),
  };
}
