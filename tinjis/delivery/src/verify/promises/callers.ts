import { isIPv6 } from 'node:net';
import { borrowedLabel, labelsOfNamespace, declaredPodOf, podsOf, type PodSource } from '../../answer/connect.ts';
import { serviceOn, type ClusterModel, type Model, type Workload } from '../../model/model.ts';
import { externalClasses, peerClasses, podAddresses, portClasses } from '@tinjis/rules/network/classes';
import { connects, type NetworkRules } from '@tinjis/rules/network/connect';
import { isInRange } from '@tinjis/rules/network/ip-address';
import { type AddressPeer, peerText, type PodPeer } from '@tinjis/rules/network/peer';
import { rulesOf } from '../../answer/rules.ts';
import { workloadKey, nameLabel, overlayFile, serviceKey } from '../../model/layout.ts';
import { type DeclaredPort, type DeclaredWorkload, declaredWorkload, type Service } from '../../model/teams.ts';
import { specPathOf } from '../fit/containers.ts';
import { fieldAt } from '@tinjis/rules/objects/fields';
import type { At } from '@tinjis/rules/objects/located';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Only the callers that the team file names reach a service's port. The proof tries every set of labels that any policy
 * could tell apart, in every existing namespace and in an unknown namespace, and every stretch of addresses outside.
 */
export const callers: DeliveryPromise = {
  name: 'callers',
  says: 'only the callers that policies/teams.yaml names can connect to a service, and they can',
  findings: {},
  proveTeam({ model }, { services }, tally) {
    for (const cluster of model.clusters) {
      for (const service of services) {
        const { workload } = serviceOn(model, cluster, { team: service.team, service: service.name });
        for (const source of podsOf(workload)) {
          proveReceiver(model, cluster, service, workload, source, tally);
        }
        proveCallers(model, cluster, service, workload, tally);
      }
    }
  },
};

function proveReceiver(
  model: Model,
  cluster: ClusterModel,
  service: Service,
  workload: Workload,
  source: PodSource,
  tally: Tally,
): void {
  const rules = rulesOf(cluster);
  const to = source.peer(service.namespace, labelsOfNamespace(cluster, service.namespace));
  // Each side of a connection must hold by itself, whatever the other says.
  const net: NetworkRules = { ...rules.network, only: 'ingress' };
  const outside = externalClasses(net, to);
  const addresses = podAddresses(net, to, cluster.declared.pods);
  const pods = peerClasses(net, to, rules.namespaces).flatMap((pod) => addresses.map((ip) => ({ ...pod, ip })));
  const peers = [...pods, ...outside].map((from) => ({ from, who: peerText(from) }));
  const otherwise = source.resource.at();
  const declared = service.workloads.find(({ name }) => name === source.name);
  const ports = declared?.ports ?? [];
  for (const port of portClasses(net, to, [...source.ports, ...ports.map((each) => each.port)])) {
    const open = ports.find((each) => each.port === port);
    const what = `connect to ${source.name} of ${serviceKey(workload.service)} on port ${port} on ${cluster.name}`;
    for (const { from, who } of peers) {
      const wanted = open !== undefined && isWanted(model, cluster, open, from);
      const ruling = connects(net, from, to, { port, protocol: 'TCP' });
      const asked = { who, what, otherwise, borrowed: borrowedLabel(source), written: () => onNode(source) };
      // A packet never arrives from an address of a family that the cluster's pods do not have.
      if (!wanted) tally.refused(asked, ruling);
      else if (isIPv6(from.ip) === cluster.declared.pods.includes(':')) tally.allowed(asked, ruling);
      else tally.judged([]);
    }
  }
}

/** Where pods leave the network that policies govern, which is their author's to change. */
function onNode(...sources: readonly PodSource[]): At | undefined {
  const [found] = sources.filter((source) => fieldAt(source.resource.object, [...specPathOf(source), 'hostNetwork']));
  return found?.resource.at([...specPathOf(found), 'hostNetwork']);
}

/** May this peer come in to this port? */
function isWanted(model: Model, { declared }: ClusterModel, open: DeclaredPort, from: PodPeer | AddressPeer): boolean {
  if (from.kind === 'external') return open.outside && !isInRange(from.ip, declared.pods);
  const { namespace, labels } = from;
  if (open.monitoring && namespace === declared.monitoring) return true;
  if (open.outside && declared.outside.by === 'gateway' && namespace === declared.outside.namespace) return true;
  return open.callers.some(
    (caller) => labels[nameLabel] === caller.workload && namespace === declaredWorkload(model.teams, caller)?.namespace,
  );
}

/** The pods of every caller as they are: each must get through, both ways. */
function proveCallers(model: Model, cluster: ClusterModel, service: Service, workload: Workload, tally: Tally): void {
  const rules = rulesOf(cluster);
  for (const declared of service.workloads) {
    const called = declaredPodOf(cluster, workload, declared);
    if (!called) continue;
    for (const { port, callers: allowed } of declared.ports) {
      for (const caller of allowed) {
        const from = declaredWorkload(model.teams, caller) as DeclaredWorkload;
        const { workload: calling } = serviceOn(model, cluster, from.service);
        const asked = {
          who: workloadKey(from),
          what: `connect to ${workloadKey(declared)} on port ${port} on ${cluster.name}`,
          otherwise: { file: overlayFile(from.service, cluster.name), line: 1 },
          written: () => onNode(...podsOf(calling), ...podsOf(workload)),
        };
        const pod = declaredPodOf(cluster, calling, from);
        if (pod) tally.allowed(asked, connects(rules.network, pod, called, { port, protocol: 'TCP' }));
      }
    }
  }
}
