import type { NetworkPolicy } from '../../decide/network/policy.ts';
import type { Resource } from '../../model/located.ts';
import type { ClusterModel } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** What leaves a team's pods goes to named pods: no address, no peer left out, and both directions denied by default. */
export const noWayOut: DeliveryPromise = {
  name: 'no-way-out',
  says: 'every pod of a team is closed both ways by default, and sends to named pods only',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const { namespace } of model.teams.developers) {
        proveNamespace(cluster, namespace, tally);
      }
    }
  },
};

function proveNamespace(cluster: ClusterModel, namespace: string, tally: Tally): void {
  const policies = cluster.governance.inNamespace<NetworkPolicy>('networking.k8s.io/NetworkPolicy', namespace);
  const where = cluster.governance.get('/Namespace', namespace)?.at() ?? { file: `clusters/${cluster.name}`, line: 1 };
  for (const direction of ['Ingress', 'Egress'] as const) {
    const args = { namespace, direction: direction.toLowerCase(), cluster: cluster.name };
    tally.hold(policies.some((policy) => deniesAll(policy, direction)), () => ({ code: 'network/no-default-deny', args, at: where }));
  }
  for (const policy of policies) {
    for (const [index, { to = [] }] of (policy.object.spec.egress ?? []).entries()) {
      const args = { policy: `${namespace}/${policy.object.metadata.name}` };
      tally.hold(to.length > 0, () => ({ code: 'network/egress-to-all', args, at: policy.at(['spec', 'egress', index]) }));
      for (const [item, { ipBlock, podSelector }] of to.entries()) {
        const at = policy.at(['spec', 'egress', index, 'to', item]);
        tally.hold(ipBlock === undefined && podSelector !== undefined, () => ({ code: 'network/egress-to-unnamed', args, at }));
      }
    }
  }
}

function deniesAll({ object: { spec } }: Resource<NetworkPolicy>, direction: 'Ingress' | 'Egress'): boolean {
  const { podSelector, policyTypes = [] } = spec;
  const rules = direction === 'Ingress' ? spec.ingress : spec.egress;
  return Object.keys(podSelector).length === 0 && policyTypes.includes(direction) && (rules ?? []).length === 0;
}
