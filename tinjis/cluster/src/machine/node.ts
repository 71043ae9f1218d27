import type { LiveObject } from '../kubernetes/objects.ts';
import { type Look, waitFor } from '../wait.ts';
import { ciliumHealthy, registerCiliumTypes, startCilium } from './cilium.ts';
import { endOf } from './instance.ts';
import { startKubelet, startKubeProxy } from './kubelet.ts';
import type { Parts } from './parts.ts';

interface Node extends LiveObject {
  readonly spec: { readonly podCIDR?: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

interface Lease extends LiveObject {
  readonly spec: { readonly renewTime?: string };
}

/** Starts everything of the node beside containerd, and waits until it is Ready. */
export async function startNode(parts: Parts): Promise<void> {
  const asked = new Date();
  const [fresh] = await Promise.all([startKubelet(parts), startKubeProxy(parts), registerCiliumTypes(parts)]);
  await nodeHas(parts, 'pod range', ({ spec }) =>
    spec.podCIDR === undefined ? { instead: 'a node without one' } : { found: true },
  );
  await startCilium(parts);
  await ciliumHealthy(parts.instance);
  // After an unclean end the API still shows the Ready of before: it is believed once a new kubelet has renewed its
  // lease.
  if (fresh) await signOfLife(parts, asked);
  await nodeHas(parts, 'Ready', ({ status }) => {
    const ready = status.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' ? { found: true } : { instead: ready?.message ?? 'no word of it' };
  });
}

async function nodeHas({ instance, kubernetes }: Parts, what: string, look: (node: Node) => Look<true>): Promise<void> {
  await waitFor(
    { what: `${what} of the node`, timeout: 60_000, every: 100, unless: endOf(instance, 'kubelet') },
    async () => look(await kubernetes.get<Node>({ apiVersion: 'v1', kind: 'Node', name: instance.node })),
  );
}

async function signOfLife({ instance, kubernetes }: Parts, since: Date): Promise<void> {
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    namespace: 'kube-node-lease',
    name: instance.node,
  };
  await waitFor(
    { what: 'sign of life of the kubelet', timeout: 60_000, every: 100, unless: endOf(instance, 'kubelet') },
    async () => {
      const { spec } = await kubernetes.get<Lease>(lease);
      return new Date(spec.renewTime ?? 0) > since
        ? { found: true }
        : { instead: `its last one at ${spec.renewTime ?? 'no time'}` };
    },
  );
}
