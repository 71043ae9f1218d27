import { connects } from '@tinjis/rules/network/connect';
import type { Peer, PodPeer } from '@tinjis/rules/network/peer';
import type { Ruling } from '@tinjis/rules/ruling';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { gitPort } from '@tinjis/platform/installation';
import type { ServedRepository } from '../../identities/served-repository.ts';
import type { TcpAddress } from '../../probes/probers.ts';
import type { RunningPod } from '../../probes/pods.ts';

/** A place to connect to, as the tool and the network policies see it. */
export interface ProbedDestination extends TcpAddress {
  /** `namespace/workload:port`, or a description of a place outside the pod network. */
  readonly id: string;
  readonly peer: Peer;
  /** The pod's own port, where the place is reached by a Service's address. */
  readonly podPort: number;
}

/** Every port that a pod names. */
export function podPlaces(pods: readonly RunningPod[]): readonly ProbedDestination[] {
  return pods.flatMap(({ id, peer, ports }) =>
    ports.map((port): ProbedDestination => ({ id: `${id}:${port}`, ip: peer.ip, port, peer, podPort: port })),
  );
}

/** Services' own addresses, each with the pod behind it. */
export async function servicePlaces(
  admin: Kubernetes,
  pods: readonly RunningPod[],
): Promise<readonly ProbedDestination[]> {
  const services = await admin.list({ apiVersion: 'v1', kind: 'Service' });
  return services.flatMap(({ metadata: { name, namespace = '' }, spec }) => {
    const { clusterIP = 'None', selector, ports = [] } = spec as Spec;
    const isBehind = ({ peer }: RunningPod): boolean =>
      peer.namespace === namespace &&
      selector !== undefined &&
      Object.entries(selector).every(([key, value]) => peer.labels[key] === value);
    const behind = pods.find(isBehind);
    if (clusterIP === 'None' || !behind) return [];
    return ports
      .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
      .map(({ port, targetPort = port }): ProbedDestination => ({
        id: `${namespace}/${name}:${port} by its Service`,
        ip: clusterIP,
        port,
        peer: behind.peer,
        podPort: portOf(behind.peer, targetPort),
      }));
  });
}

interface Spec {
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly port: number;
    readonly targetPort?: number | string;
    readonly protocol?: string;
  }[];
}

function portOf({ ports = [] }: PodPeer, target: number | string): number {
  return typeof target === 'number' ? target : (ports.find(({ name }) => name === target)?.port ?? 0);
}

/** The places beside the pods: the node with its API server, and the machine with its Git. */
export function outsidePlaces({ nodeAddress, hostAddress, kind }: LiveCluster): readonly ProbedDestination[] {
  const place = (id: string, ip: string, port: number): ProbedDestination => ({
    id,
    ip,
    port,
    peer: { kind: 'external', ip },
    podPort: port,
  });
  return [
    place('the API server', nodeAddress, 6443),
    place('the kubelet', nodeAddress, 10250),
    place('the git server', hostAddress, gitPort),
    ...(kind === 'bare' ? [place('the registry', nodeAddress, 5000)] : []),
  ];
}

/** The answer that `tinjis can` gives about a connection. */
export function predicted({ rules }: ServedRepository, from: RunningPod, to: ProbedDestination): Ruling {
  return connects(rules.network, from.peer, to.peer, { port: to.podPort, protocol: 'TCP' });
}
