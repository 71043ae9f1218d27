import { isIPv6 } from 'node:net';
import { borrowedLabel, labelsOfNamespace, podsOf, type PodSource } from '../../answer/connect.ts';
import { serviceOn, type ClusterModel, type Model, type Workload } from '../../model/model.ts';
import { externalClasses, peerClasses, podAddresses, portClasses } from '@tinjis/rules/network/classes';
import { connects, type NetworkRules } from '@tinjis/rules/network/connect';
import { isInRange } from '@tinjis/rules/network/ip-address';
import { peerText, type Peer, type PodPeer } from '@tinjis/rules/network/peer';
import { rulesOf } from '../../answer/rules.ts';
import { databaseOf, databasePort } from '../../model/workloads.ts';
import { nameLabel, overlayFile, serviceKey } from '../../model/layout.ts';
import { developerTeam, type Service } from '../../model/teams.ts';
import { specPathOf } from '../fit/containers.ts';
import { field } from '../fit/fields.ts';
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
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const service of model.teams.developers.flatMap(({ services }) => services)) {
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
  for (const port of portClasses(net, to, [...source.ports, service.port, service.opsPort])) {
    const what = `connect to ${source.name} of ${serviceKey(workload.service)} on port ${port} on ${cluster.name}`;
    for (const { from, who } of peers) {
      const wanted = isWanted(model, cluster, service, source, from, port);
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
  const [found] = sources.filter((source) => field(source.resource.object, [...specPathOf(source), 'hostNetwork']));
  return found?.resource.at([...specPathOf(found), 'hostNetwork']);
}

/** May this peer come in to this port? */
function isWanted(
  model: Model,
  { declared }: ClusterModel,
  service: Service,
  source: PodSource,
  from: Peer,
  port: number,
): boolean {
  const isService = source.name === service.name;
  if (from.kind === 'external')
    return isService && port === service.port && service.outside && !isInRange(from.ip, declared.pods);
  const { namespace, labels } = from;
  const name = labels[nameLabel];
  // Only the service itself may reach its database.
  if (!isService) return namespace === service.namespace && name === service.name && source.ports.includes(port);
  if (port === service.opsPort) return namespace === declared.monitoring;
  if (port !== service.port) return false;
  if (service.outside && declared.outside.by === 'gateway' && namespace === declared.outside.namespace) return true;
  return service.callers.some(
    ({ team, service: caller }) => name === caller && namespace === developerTeam(model.teams, team)?.namespace,
  );
}

/** The pods of every caller as they are, and the service's pods at its database: each must get through, both ways. */
function proveCallers(model: Model, cluster: ClusterModel, service: Service, workload: Workload, tally: Tally): void {
  const rules = rulesOf(cluster);
  const peerOf = (pod: string): PodPeer | undefined =>
    podsOf(workload)
      .find(({ name }) => name === pod)
      ?.peer(service.namespace, labelsOfNamespace(cluster, service.namespace));
  const to = peerOf(service.name);
  const database = peerOf(databaseOf(service.name));
  if (!to) return;
  if (database) {
    const asked = {
      who: serviceKey(workload.service),
      what: `connect to its database on ${cluster.name}`,
      otherwise: { file: overlayFile(workload.service, cluster.name), line: 1 },
      written: () => onNode(...podsOf(workload)),
    };
    tally.allowed(asked, connects(rules.network, to, database, { port: databasePort, protocol: 'TCP' }));
  }
  for (const caller of service.callers) {
    const { team, workload: calling } = serviceOn(model, cluster, caller);
    const from = podsOf(calling)
      .find(({ name }) => name === caller.service)
      ?.peer(team.namespace, labelsOfNamespace(cluster, team.namespace));
    const what = `connect to ${serviceKey(workload.service)} on port ${service.port} on ${cluster.name}`;
    const asked = {
      who: serviceKey(caller),
      what,
      otherwise: { file: overlayFile(caller, cluster.name), line: 1 },
      written: () => onNode(...podsOf(calling), ...podsOf(workload)),
    };
    if (from) tally.allowed(asked, connects(rules.network, from, to, { port: service.port, protocol: 'TCP' }));
  }
}
