import type { Labels } from '@tinjis/rules/label-selector';
import type { PodPeer } from '@tinjis/rules/network/peer';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { isReady } from '@tinjis/cluster/kubernetes/pods';
import {
  type Prober,
  besidePod,
  type Inside,
  inPodByBash,
  inPodByBusybox,
  inPodByNode,
  onNodeByPodNetwork,
} from './probers.ts';

/** A running pod, as network policies see it and as a place from which checks can try connections. */
export interface RunningPod {
  /** `namespace/workload`, without the parts that are generated for each pod. */
  readonly id: string;
  /** Its own name. */
  readonly name: string;
  readonly peer: PodPeer & { readonly ip: string };
  /** Ports that its containers name. */
  readonly ports: readonly number[];
  readonly probe: Prober;
}

interface Container {
  readonly name: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly containers: readonly Container[];
}

/**
 * Every ready pod on the pod network.
 * @param box image to try connections with, for pods that have no tool of their own
 */
export async function podsOn(admin: Kubernetes, box: string): Promise<readonly RunningPod[]> {
  const [pods, namespaces] = await Promise.all([
    admin.list({ apiVersion: 'v1', kind: 'Pod' }),
    admin.list({ apiVersion: 'v1', kind: 'Namespace' }),
  ]);
  const labels = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  return pods
    .filter(isOnPodNetwork)
    .map((pod) => toPod(admin, box, pod, labels.get(pod.metadata.namespace ?? '') ?? {}));
}

function isOnPodNetwork(pod: LiveObject): boolean {
  const { metadata, spec, status } = pod;
  const { podIP } = (status ?? {}) as { podIP?: string };
  const stays = podIP !== undefined && metadata.deletionTimestamp === undefined;
  return isReady(pod) && stays && !(spec as PodSpec).hostNetwork;
}

function toPod(admin: Kubernetes, box: string, pod: LiveObject, namespaceLabels: Labels): RunningPod {
  const { namespace = '', name, labels = {}, uid = '' } = pod.metadata;
  const { containers } = pod['spec'] as PodSpec;
  const [first] = containers;
  const ports = containers
    .flatMap((container) => container.ports ?? [])
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const named = ports.flatMap((port) =>
    port.name === undefined ? [] : [{ name: port.name, port: port.containerPort }],
  );
  const { podIP: ip } = pod['status'] as { podIP: string };
  const inside = { admin, namespace, pod: name, container: first?.name ?? '' };
  return {
    id: `${namespace}/${workloadOf(pod)}`,
    name,
    peer: { kind: 'pod', namespace, namespaceLabels, labels, ports: named, ip },
    ports: ports.map(({ containerPort }) => containerPort),
    probe: proberFor(workloadOf(pod), inside, { uid, box }),
  };
}

/**
 * The services' images hold Node and no shell, and images based on Debian or Ubuntu hold bash. The rest hold nothing,
 * or as little as Redis' Alpine: the checks enter their network from the node, or from a container beside theirs.
 */
function proberFor(workload: string, inside: Inside, { uid, box }: Readonly<Record<'uid' | 'box', string>>): Prober {
  // A rogue may bear any name, a database's too.
  if (/^tinjis-rogue/.test(workload)) return inPodByBusybox(inside);
  if (/^(payment|antaeus)$/.test(workload)) return inPodByNode(inside);
  if (/^argocd-(?!redis)|-postgresql$/.test(workload)) return inPodByBash(inside);
  return onNodeByPodNetwork(uid, besidePod(inside, box));
}

/** The name of the pod's owner, without the parts that are generated for each pod. */
function workloadOf({ metadata: { name, ownerReferences = [] } }: LiveObject): string {
  const [owner] = ownerReferences;
  if (owner?.kind === 'ReplicaSet') return owner.name.replace(/-[a-z0-9]+$/, '');
  return owner?.name ?? name;
}
