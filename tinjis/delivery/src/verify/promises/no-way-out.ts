import { entry } from '../../entry.ts';
import { type NetworkPolicy, type NetworkPolicySpec, readNetworkPolicy } from '@tinjis/rules/network/policy';
import { readCiliumPolicy } from '@tinjis/rules/network/cilium-policy';
import { selectsAll } from '@tinjis/rules/label-selector';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import { type DeveloperTeam, egressHosts, egressRanges } from '../../model/teams.ts';
import { nameLabel, workloadsOfTeam } from '../../model/layout.ts';
import { besideOthers, whereGenerated } from '../places.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * A team's pods send only to named pods, and to address ranges and hosts of the team file: no other address, no peer
 * left out, and both directions denied by default.
 */
export const noWayOut: DeliveryPromise = {
  name: 'no-way-out',
  says: 'every pod of a team is closed both ways by default, and sends only to named pods and to the addresses and hosts of policies/teams.yaml; every pod of Argo CD is closed to callers',
  findings: {
    'network/no-default-deny': entry(
      'namespace {namespace} has no policy on {cluster} that closes all {direction}',
      'A pod that no policy selects is open.',
      'apply policies/network/default-deny.yaml to it',
    ),
    'network/egress-to-all': entry(
      '{policy} lets pods send to everybody',
      'Data leaves wherever it is let out.',
      'name the pods in `to`',
    ),
    'network/egress-to-unnamed': entry(
      '{policy} lets pods send to whole namespaces, or to addresses or hosts that policies/teams.yaml does not name',
      'Data leaves wherever it is let out.',
      'name the pods by a podSelector, or the place outside as egress of the workload in policies/teams.yaml',
    ),
  },
  prove(context, tally) {
    for (const cluster of context.model.clusters) {
      for (const team of context.model.teams.developers) {
        const { namespace } = team;
        proveClosed(
          cluster,
          namespace,
          ['Ingress', 'Egress'],
          (other) => other?.at() ?? whereGenerated(context, cluster, 'NetworkPolicy', 'default-deny', namespace),
          tally,
        );
        proveNamed(cluster, team, tally);
        proveHosts(cluster, team, tally);
      }
      // Egress is left out: the repository server has to reach Git, wherever that is.
      if (cluster.declared.argocd.by === 'existing') tally.leftOpen(cluster.settingsElsewhere);
      else proveClosed(cluster, argocdNamespace, ['Ingress'], () => besideOthers(cluster, argocdNamespace), tally);
    }
  },
};

type Direction = 'Ingress' | 'Egress';

function policiesOf({ governance }: ClusterModel, namespace: string): readonly Resource<NetworkPolicy>[] {
  return governance.inNamespace<NetworkPolicy>('networking.k8s.io/NetworkPolicy', namespace);
}

/**
 * One policy closes all pods, so it closes a pod that nobody thought of too. The proof finds the policy by its name.
 */
function proveClosed(
  cluster: ClusterModel,
  namespace: string,
  directions: readonly Direction[],
  missing: (other?: Resource) => At,
  tally: Tally,
): void {
  const policies = policiesOf(cluster, namespace);
  for (const direction of directions) {
    const args = { namespace, direction: direction.toLowerCase(), cluster: cluster.name };
    tally.hold(
      policies.some((policy) => deniesAll(policy, direction)),
      () => {
        const meant = policies.find(({ object }) => object.metadata.name.startsWith('default-deny'));
        return { code: 'network/no-default-deny', args, at: meant?.at(['spec']) ?? missing(policies[0]) };
      },
    );
  }
}

function proveNamed(cluster: ClusterModel, team: DeveloperTeam, tally: Tally): void {
  const { namespace } = team;
  const policies = policiesOf(cluster, namespace);
  const ranges = new Set(
    workloadsOfTeam(team).flatMap((each) => egressRanges(each).map(({ to }) => `${each.name} ${to}`)),
  );
  for (const policy of policies) {
    for (const [index, { to = [] }] of (specOf(policy)?.egress ?? []).entries()) {
      const args = { policy: `${namespace}/${policy.object.metadata.name}` };
      tally.hold(to.length > 0, () => ({
        code: 'network/egress-to-all',
        args,
        at: policy.at(['spec', 'egress', index]),
      }));
      for (const [item, { ipBlock, podSelector }] of to.entries()) {
        const at = policy.at(['spec', 'egress', index, 'to', item]);
        const declared = ipBlock && !ipBlock.except && ranges.has(`${policy.object.metadata.name} ${ipBlock.cidr}`);
        tally.hold(declared ?? podSelector !== undefined, () => ({
          code: 'network/egress-to-unnamed',
          args,
          at,
        }));
      }
    }
  }
}

/** A policy that cannot be read leaves every promise about connections unproved, this one too. */
function proveHosts(cluster: ClusterModel, team: DeveloperTeam, tally: Tally): void {
  const { namespace } = team;
  const hosts = new Set(
    workloadsOfTeam(team).flatMap((each) => egressHosts(each).map(({ host, port }) => `${each.name} ${host}:${port}`)),
  );
  for (const policy of cluster.governance.inNamespace('cilium.io/CiliumNetworkPolicy', namespace)) {
    const read = readCiliumPolicy(policy.object);
    if ('defect' in read) continue;
    const { endpointSelector, egress } = read.policy.spec;
    const [, ...rules] = egress;
    for (const [index, { toFQDNs, toPorts }] of rules.entries()) {
      const ports = toPorts.flatMap((each) => each.ports.map(({ port }) => port));
      for (const [item, { matchName }] of toFQDNs.entries()) {
        const isDeclared = ports.every((port) =>
          hosts.has(`${endpointSelector.matchLabels[nameLabel]} ${matchName}:${port}`),
        );
        tally.hold(isDeclared, () => ({
          code: 'network/egress-to-unnamed',
          args: { policy: `${namespace}/${policy.object.metadata.name}` },
          at: policy.at(['spec', 'egress', index + 1, 'toFQDNs', item]),
        }));
      }
    }
  }
}

function deniesAll(policy: Resource<NetworkPolicy>, direction: Direction): boolean {
  const spec = specOf(policy);
  if (!spec) return false;
  const { podSelector = {}, policyTypes = [] } = spec;
  const rules = direction === 'Ingress' ? spec.ingress : spec.egress;
  return selectsAll(podSelector) && policyTypes.includes(direction) && (rules ?? []).length === 0;
}

/** A policy that the API server refuses closes nothing and opens nothing. */
function specOf({ object }: Resource<NetworkPolicy>): NetworkPolicySpec | undefined {
  const read = readNetworkPolicy(object);
  return 'spec' in read ? read.spec : undefined;
}
