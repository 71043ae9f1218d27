import { waitFor } from '@tinjis/cluster/wait';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { Prober } from './probe.ts';
import { type Inside, lookByBusybox, reachedFrom } from './probers.ts';

/**
 * From an ephemeral container in a pod whose own image holds no tool, as `kubectl debug` makes one: it shares the pod's
 * network. It ends with its one look; its name stays in the pod's record for as long as the pod lives.
 * @param box image that holds busybox
 */
export function besidePod({ admin, namespace, pod }: Inside, box: string): Prober {
  const reference = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod };
  return async (targets, seconds) => {
    const {
      spec: { ephemeralContainers: others = [] },
    } = await admin.get<Pod>(reference);
    const name = `tinjis-look-${others.length}`;
    const look = {
      name,
      image: box,
      command: lookByBusybox(targets, seconds),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    };
    await admin.patch(
      { ...reference, subresource: 'ephemeralcontainers' },
      { spec: { ephemeralContainers: [...others, look] } },
    );
    await waitFor({ what: `${name} beside ${namespace}/${pod}`, timeout: 60_000 }, async () => {
      const { status } = await admin.get<Pod>(reference);
      const state = status.ephemeralContainerStatuses?.find((each) => each.name === name)?.state;
      return state?.terminated ? { found: true } : { instead: state?.waiting?.reason ?? 'it looks around' };
    });
    return reachedFrom(await admin.log(namespace, pod, { container: name }), targets);
  };
}

interface Pod extends LiveObject {
  readonly spec: { readonly ephemeralContainers?: readonly { readonly name: string }[] };
  readonly status: {
    readonly ephemeralContainerStatuses?: readonly {
      readonly name: string;
      readonly state?: { readonly terminated?: object; readonly waiting?: { readonly reason?: string } };
    }[];
  };
}
