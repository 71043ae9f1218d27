import { borrowedLabel, labelsOfNamespace, podsOf, type PodSource } from '../../answer/connect.ts';
import { serviceOn, type ClusterModel } from '../../model/model.ts';
import { hostClasses, peerClasses, podAddresses, portClasses } from '@tinjis/rules/network/classes';
import { connects, type NetworkRules } from '@tinjis/rules/network/connect';
import { isInRange } from '@tinjis/rules/network/ip-address';
import { type AddressPeer, peerText, type PodPeer } from '@tinjis/rules/network/peer';
import { rulesOf } from '../../answer/rules.ts';
import { connectionsFrom, type DeclaredConnection, workloadKey, nameLabel, serviceKey } from '../../model/layout.ts';
import { type DeclaredWorkload, egressHosts, egressRanges, type Service } from '../../model/teams.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Only the rules of a pod's own namespace limit what it may send. The proof tries every set of labels that they tell
 * apart in every namespace, every stretch of addresses outside under every host name, and every port that a rule could
 * mean.
 */
export const sends: DeliveryPromise = {
  name: 'sends',
  says: "a team's pods send only to their own database, to the services they call, to the addresses and hosts that policies/teams.yaml names and to the cluster's DNS, whatever others let in",
  findings: {},
  proveTeam({ model }, { services }, tally) {
    const connections = connectionsFrom(model.teams);
    for (const cluster of model.clusters) {
      for (const service of services) {
        const { workload } = serviceOn(model, cluster, { team: service.team, service: service.name });
        for (const source of podsOf(workload)) {
          const declared = service.workloads.find(({ name }) => name === source.name);
          const called = declared && connections.get(workloadKey(declared));
          proveSender(cluster, service, { called: called ?? [], egress: declared?.egress ?? [] }, source, tally);
        }
      }
    }
  },
};

/** What a workload may send to, beside the cluster's DNS. */
interface Wanted {
  readonly called: readonly DeclaredConnection[];
  readonly egress: DeclaredWorkload['egress'];
}

const dnsPort = 53;

function proveSender(cluster: ClusterModel, service: Service, wanted: Wanted, source: PodSource, tally: Tally): void {
  const { network, namespaces } = rulesOf(cluster);
  const net: NetworkRules = { ...network, only: 'egress' };
  const from = source.peer(service.namespace, labelsOfNamespace(cluster, service.namespace));
  const outside = hostClasses(net, from, {
    ranges: egressRanges(wanted).map(({ to }) => to),
    hosts: egressHosts(wanted).map(({ host }) => host),
  });
  const addresses = podAddresses(net, from, cluster.declared.pods);
  const pods = peerClasses(net, from, namespaces).flatMap((pod) => addresses.map((ip) => ({ ...pod, ip })));
  const peers = [...pods, ...outside].map((to: PodPeer | AddressPeer) => ({ to, name: peerText(to) }));
  const who = `${source.name} of ${serviceKey({ team: service.team, service: service.name })}`;
  const otherwise = source.resource.at();
  const ports = [...wanted.called, ...wanted.egress].map((each) => each.port);
  for (const port of portClasses(net, from, [dnsPort, ...ports])) {
    for (const protocol of ['TCP', 'UDP'] as const) {
      for (const { to, name } of peers) {
        const open = isDns(to, port) || (protocol === 'TCP' && isWanted(wanted, to, port));
        const ruling = connects(net, from, to, { port, protocol });
        const what = `send to ${name} on ${protocol} port ${port} on ${cluster.name}`;
        const asked = { who, what, otherwise, borrowed: borrowedLabel(source) };
        if (open) tally.allowed(asked, ruling);
        else tally.refused(asked, ruling);
      }
    }
  }
}

function isDns(to: PodPeer | AddressPeer, port: number): boolean {
  if (to.kind === 'external') return false;
  return port === dnsPort && to.namespace === 'kube-system' && to.labels['k8s-app'] === 'kube-dns';
}

function isWanted(wanted: Wanted, to: PodPeer | AddressPeer, port: number): boolean {
  if (to.kind === 'external')
    return (
      egressRanges(wanted).some((each) => each.port === port && isInRange(to.ip, each.to)) ||
      egressHosts(wanted).some((each) => each.port === port && to.hosts?.includes(each.host))
    );
  return wanted.called.some(
    (each) => port === each.port && to.namespace === each.to.namespace && to.labels[nameLabel] === each.to.name,
  );
}
