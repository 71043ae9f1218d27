import { admitWorkload } from '../../decide/admission/workload.ts';
import { labelsOf } from '../../decide/answer/connect.ts';
import { type PodSource, podsOf } from '../../decide/answer/pods.ts';
import { callerClasses, externalClasses } from '../../decide/network/classes.ts';
import { connects } from '../../decide/network/connect.ts';
import type { Peer } from '../../decide/network/peer.ts';
import { rulesOf } from '../../decide/rules.ts';
import { argocdNamespace } from '../../model/argocd.ts';
import { imagined } from '../../model/imagined.ts';
import { kindOf } from '../../model/kinds.ts';
import type { KubernetesObject } from '../../model/located.ts';
import type { ClusterModel } from '../../model/model.ts';
import { groupOf } from '../../model/objects.ts';
import { isInRange, podAddresses } from '../addresses.ts';
import { ingressOnly } from '../ingress-only.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Argo CD and the sealing controller hold the keys to everything else: they run without privileges, and no team's pod reaches them. */
export const platformPods: DeliveryPromise = {
  name: 'platform-pods',
  says: 'the platform\'s own pods run under the strictest pod security, and no pod outside their namespace reaches them',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const source of podsOf({ objects: cluster.governance })) {
        proveSecurity(cluster, source, tally);
        proveReach(cluster, source, tally);
      }
    }
  },
};

const server = { name: 'argocd-server', port: 8080 };

/** Held against the strictest level wherever they run: the namespace of Kubernetes itself enforces none. */
function proveSecurity(cluster: ClusterModel, { resource }: PodSource, tally: Tally): void {
  const { object } = resource;
  const namespace = 'restricted';
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'v1.36' };
  const strict = imagined({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }, resource.at());
  const here: KubernetesObject = { ...object, metadata: { ...object.metadata, namespace } };
  const moved = imagined(here, resource.at());
  const group = groupOf(object);
  const ruling = admitWorkload({ policies: [], bindings: [], namespaces: [strict] }, {
    operation: 'CREATE', object: moved, namespace, resource: { group, version: 'v1', resource: kindOf(group, object.kind).resource },
    user: { name: 'system:admin', groups: [] },
  });
  const args = { who: `${object.kind} ${object.metadata.name}`, what: `run under the restricted pod security on ${cluster.name}` };
  tally.hold(ruling.verdict === 'allow', () => ({ code: 'promise/closed', args, at: resource.at(), because: ruling.reasons[0] }));
}

/** Asked for every set of labels that a policy could tell apart, in every other namespace, and from outside. */
function proveReach(cluster: ClusterModel, source: PodSource, tally: Tally): void {
  const { namespaces } = rulesOf(cluster);
  const { namespace = '' } = source.resource.object.metadata;
  const to = source.peer(namespace, labelsOf(cluster, namespace));
  const net = ingressOnly(cluster.governance, namespace);
  const outside = externalClasses(net, to);
  const addresses = podAddresses(outside, cluster.declared.pods);
  const pods = callerClasses(net, to, namespaces).filter((peer) => peer.namespace !== namespace);
  const peers: readonly Peer[] = [...pods.flatMap((pod) => addresses.map((ip) => ({ ...pod, ip }))), ...outside];
  for (const port of new Set([...source.ports, 1])) {
    for (const from of peers) {
      if (isServed(cluster, source, from, port)) {
        tally.settled(1);
        continue;
      }
      const who = from.kind === 'external' ? from.ip : `a pod in namespace ${from.namespace}`;
      const what = `connect to ${source.name} on port ${port} on ${cluster.name}`;
      tally.refused({ who, what, otherwise: source.resource.at() }, connects(net, from, to, { port, protocol: 'TCP' }));
    }
  }
}

/** People and webhooks reach Argo CD's server, by the Gateway where there is one. */
function isServed({ declared }: ClusterModel, { name, resource }: PodSource, from: Peer, port: number): boolean {
  if (name !== server.name || port !== server.port || resource.object.metadata.namespace !== argocdNamespace) return false;
  if (from.kind === 'external') return !isInRange(from.ip, declared.pods);
  return declared.outside.by === 'gateway' && from.namespace === declared.outside.namespace;
}
