import { namespaceNameLabel, type Labels } from '../label-selector.ts';
import type { Direction, Protocol } from './policy.ts';

/** A named port of one of a pod's containers. */
export interface ContainerPort {
  readonly name: string;
  readonly port: number;
  /** As in a container: TCP if left out. */
  readonly protocol?: Protocol;
}

/** A pod, on the pod network unless it says otherwise. */
export interface PodPeer {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  readonly ports?: readonly ContainerPort[];
  /** The address, if it is known. Without it, a rule about addresses cannot be decided for this pod. */
  readonly ip?: string;
  /** It uses the network of its node, so it has the node's addresses, and no policy governs it. */
  readonly hostNetwork?: boolean;
}

/** Anything with an address of its own outside the pod network. */
export interface ExternalPeer {
  readonly kind: 'external';
  /** Left out if only its name is known: a rule about addresses cannot be decided for it then. */
  readonly ip?: string;
  /** The host names that DNS leads to it. Left out if nobody knows them: a rule about names cannot be decided then. */
  readonly hosts?: readonly string[];
}

/** Such a place whose address is known. */
export interface AddressPeer extends ExternalPeer {
  readonly ip: string;
}

export type Peer = PodPeer | ExternalPeer;

export interface Port {
  readonly port: number;
  readonly protocol: Protocol;
}

/** One pod and one direction of a connection. */
export interface Side {
  readonly direction: Direction;
  readonly pod: PodPeer;
  readonly other: Peer;
  readonly destination: Peer;
  readonly port: Port;
}

/** The labels of a pod's namespace as the API server keeps them. */
export function namespaceLabelsOf({ namespace, namespaceLabels }: PodPeer): Labels {
  return namespaceLabels[namespaceNameLabel] === namespace
    ? namespaceLabels
    : { ...namespaceLabels, [namespaceNameLabel]: namespace };
}

/** A peer in a few words, for a reason's arguments: `billing {app=antaeus}`, a host name or an address. */
export function peerText(peer: Peer): string {
  if (peer.kind === 'external') return [...(peer.hosts ?? []), peer.ip ?? []].flat().join(' at ');
  const labels = Object.entries(peer.labels).map(([key, value]) => `${key}=${value}`);
  return `${peer.namespace} {${labels.join(', ')}}`;
}
