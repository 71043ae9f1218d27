import { isIPv6 } from 'node:net';
import { admitWorkload } from '@tinjis/rules/admission/admit';
import { labelsOfNamespace, type PodSource, podsOf } from '../../answer/connect.ts';
import { externalClasses, peerClasses, podAddresses, portClasses } from '@tinjis/rules/network/classes';
import { connects, type NetworkRules } from '@tinjis/rules/network/connect';
import { isInRange } from '@tinjis/rules/network/ip-address';
import type { AddressPeer, PodPeer } from '@tinjis/rules/network/peer';
import { rulesOf } from '../../answer/rules.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { imagined, groupOf } from '@tinjis/rules/objects/objects';
import { kindOf } from '@tinjis/rules/objects/kinds';
import type { At, KubernetesObject } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import { hardened, hardeningFindings } from '../hardened.ts';
import { besideOthers, whereGenerated } from '../places.ts';
import type { ProofContext, DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Argo CD and the sealing controller hold the keys to everything else: they run without privileges, and no team's pod
 * reaches them.
 */
export const platformPods: DeliveryPromise = {
  name: 'platform-pods',
  says: "the platform's own pods run under the strictest pod security and write nothing outside their volumes, and no pod outside their namespace reaches them",
  findings: hardeningFindings,
  prove(context, tally) {
    for (const cluster of context.model.clusters) {
      if (cluster.declared.argocd.by === 'existing') tally.leftOpen(cluster.settingsElsewhere);
      for (const source of podsOf({ objects: cluster.governance })) {
        proveSecurity(cluster, source, tally);
        hardened(source.name, source, tally);
        proveReach(context, cluster, source, tally);
      }
    }
  },
};

const server = { name: 'argocd-server', port: 8080 };

/** Held against the strictest level wherever they run: Kubernetes' own namespace enforces none. */
function proveSecurity(cluster: ClusterModel, { resource }: PodSource, tally: Tally): void {
  const { object } = resource;
  const namespace = 'restricted';
  const labels = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.36',
  };
  const strict = imagined(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
    resource.at(),
  );
  const here: KubernetesObject = { ...object, metadata: { ...object.metadata, namespace } };
  const moved = imagined(here, resource.at());
  const group = groupOf(object);
  const ruling = admitWorkload(
    { policies: [], bindings: [], namespaces: [strict] },
    {
      operation: 'CREATE',
      object: moved,
      namespace,
      resource: { group, version: 'v1', resource: kindOf(group, object.kind).resource },
      user: { name: 'system:admin', groups: [] },
    },
  );
  const args = {
    who: `${object.kind} ${object.metadata.name}`,
    what: `run under the restricted pod security on ${cluster.name}`,
  };
  tally.hold(ruling.verdict === 'allow', () => ({
    code: 'promise/closed',
    args,
    at: resource.at(),
    because: ruling.reasons[0],
  }));
}

/** Tries every set of labels that a policy could tell apart, in every other namespace, and from outside. */
function proveReach(context: ProofContext, cluster: ClusterModel, source: PodSource, tally: Tally): void {
  const { namespaces, network } = rulesOf(cluster);
  const { namespace = '' } = source.resource.object.metadata;
  const to = source.peer(namespace, labelsOfNamespace(cluster, namespace));
  const net: NetworkRules = { ...network, only: 'ingress' };
  const outside = externalClasses(net, to);
  // For a pod that no policy governs: the missing policy would stand here.
  const otherwise = besideOthers(cluster, namespace);
  const addresses = podAddresses(net, to, cluster.declared.pods);
  const pods = peerClasses(net, to, namespaces).filter((peer) => peer.namespace !== namespace);
  const addressed = pods.flatMap((pod) => addresses.map((ip) => ({ ...pod, ip })));
  const peers: readonly ((PodPeer & { readonly ip: string }) | AddressPeer)[] = [...addressed, ...outside];
  for (const port of portClasses(net, to, source.ports)) {
    for (const from of peers) {
      const who = from.kind === 'external' ? from.ip : `a pod in namespace ${from.namespace}`;
      const what = `connect to ${source.name} on port ${port} on ${cluster.name}`;
      const ruling = connects(net, from, to, { port, protocol: 'TCP' });
      if (!isServed(cluster, source, from, port)) tally.refused({ who, what, otherwise }, ruling);
      // A packet never arrives from an address of a family that the cluster's pods do not have.
      else if (isIPv6(from.ip) !== cluster.declared.pods.includes(':')) tally.judged([]);
      else {
        const at = (): At => whereGenerated(context, cluster, 'NetworkPolicy', 'argocd-server-callers', namespace);
        tally.hold(ruling.verdict === 'allow', () => ({
          code: 'promise/closed',
          args: { who, what },
          at: at(),
          because: ruling.reasons[0],
        }));
      }
    }
  }
}

/** People and webhooks reach Argo CD's server, through the Gateway if there is one. */
function isServed(
  { declared }: ClusterModel,
  { name, resource }: PodSource,
  from: PodPeer | AddressPeer,
  port: number,
): boolean {
  if (name !== server.name || port !== server.port || resource.object.metadata.namespace !== argocdNamespace)
    return false;
  if (from.kind === 'external') return !isInRange(from.ip, declared.pods);
  return declared.outside.by === 'gateway' && from.namespace === declared.outside.namespace;
}
