import { borrowedLabel, labelsOfNamespace, podsOf, type PodSource } from '../../answer/connect.ts';
import { serviceOn, type ClusterModel, type Model } from '../../model/model.ts';
import { externalClasses, peerClasses, podAddresses, portClasses } from '@tinjis/rules/network/classes';
import { connects, type NetworkRules } from '@tinjis/rules/network/connect';
import { peerText, type Peer, type PodPeer } from '@tinjis/rules/network/peer';
import { rulesOf } from '../../answer/rules.ts';
import { databaseOf, databasePort } from '../../model/workloads.ts';
import { nameLabel, serviceKey } from '../../model/layout.ts';
import type { Service } from '../../model/teams.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Only the rules of a pod's own namespace limit what it may send. The proof tries every set of labels that they tell
 * apart in every namespace, every stretch of addresses outside, and every port that a rule could mean.
 */
export const sends: DeliveryPromise = {
  name: 'sends',
  says: "a team's pods send only to their own database, to the services they call and to the cluster's DNS, whatever others let in",
  findings: {},
  prove({ model }, tally) {
    const calls = callsOf(model);
    for (const cluster of model.clusters) {
      for (const service of model.teams.developers.flatMap(({ services }) => services)) {
        const key = { team: service.team, service: service.name };
        const { workload } = serviceOn(model, cluster, key);
        const called = calls.get(serviceKey(key)) ?? [];
        for (const source of podsOf(workload)) {
          proveSender(cluster, service, called, source, tally);
        }
      }
    }
  },
};

const dnsPort = 53;

function proveSender(
  cluster: ClusterModel,
  service: Service,
  called: readonly Service[],
  source: PodSource,
  tally: Tally,
): void {
  const { network, namespaces } = rulesOf(cluster);
  const net: NetworkRules = { ...network, only: 'egress' };
  const from = source.peer(service.namespace, labelsOfNamespace(cluster, service.namespace));
  const outside = externalClasses(net, from);
  const addresses = podAddresses(net, from, cluster.declared.pods);
  const pods = peerClasses(net, from, namespaces).flatMap((pod) => addresses.map((ip) => ({ ...pod, ip })));
  const peers = [...pods, ...outside].map((to: Peer) => ({ to, name: peerText(to) }));
  const own = source.name === service.name ? service : undefined;
  const who = `${source.name} of ${serviceKey({ team: service.team, service: service.name })}`;
  const otherwise = source.resource.at();
  for (const port of portClasses(net, from, [dnsPort, databasePort, ...called.map((each) => each.port)])) {
    for (const protocol of ['TCP', 'UDP'] as const) {
      for (const { to, name } of peers) {
        const wanted =
          to.kind === 'pod' &&
          (isDns(to, port) || (own !== undefined && protocol === 'TCP' && isWanted(own, called, to, port)));
        const ruling = connects(net, from, to, { port, protocol });
        const what = `send to ${name} on ${protocol} port ${port} on ${cluster.name}`;
        const asked = { who, what, otherwise, borrowed: borrowedLabel(source) };
        if (wanted) tally.allowed(asked, ruling);
        else tally.refused(asked, ruling);
      }
    }
  }
}

function isDns({ namespace, labels }: PodPeer, port: number): boolean {
  return port === dnsPort && namespace === 'kube-system' && labels['k8s-app'] === 'kube-dns';
}

function isWanted(
  { name, namespace, database }: Service,
  called: readonly Service[],
  to: PodPeer,
  port: number,
): boolean {
  const label = to.labels[nameLabel];
  if (database && port === databasePort && to.namespace === namespace && label === databaseOf(name)) return true;
  return called.some((each) => port === each.port && to.namespace === each.namespace && label === each.name);
}

/** The services that each service calls. */
function callsOf({ teams }: Model): ReadonlyMap<string, readonly Service[]> {
  const services = teams.developers.flatMap((team) => team.services);
  const calls = services.flatMap((service) =>
    service.callers.map((caller) => ({ caller: serviceKey(caller), service })),
  );
  return new Map(
    [...Map.groupBy(calls, ({ caller }) => caller)].map(([caller, made]) => [
      caller,
      made.map(({ service }) => service),
    ]),
  );
}
