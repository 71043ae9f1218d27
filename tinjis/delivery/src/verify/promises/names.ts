import { labelsOfNamespace } from '../../answer/connect.ts';
import { connects } from '@tinjis/rules/network/connect';
import type { PodPeer } from '@tinjis/rules/network/peer';
import { rulesOf } from '../../answer/rules.ts';
import type { ClusterModel } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/**
 * Every pod looks names up at the cluster's DNS; an open port 53 elsewhere, or another port there, would let data out.
 */
export const nameLookups: DeliveryPromise = {
  name: 'names',
  says: "every pod of a team looks names up at the cluster's DNS pods, and reaches nothing else there",
  findings: {},
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const { namespace } of model.teams.developers) {
        proveNamespace(cluster, namespace, tally);
      }
    }
  },
};

const dnsLabels = { 'k8s-app': 'kube-dns' };
const system = 'kube-system';

function proveNamespace(cluster: ClusterModel, namespace: string, tally: Tally): void {
  const { network } = rulesOf(cluster);
  const pod = (at: string, labels: Readonly<Record<string, string>>): PodPeer => ({
    kind: 'pod',
    namespace: at,
    namespaceLabels: { ...labelsOfNamespace(cluster, at), 'kubernetes.io/metadata.name': at },
    labels,
  });
  const from = pod(namespace, {});
  const dns = pod(system, dnsLabels);
  const otherwise = cluster.governance.inNamespace('networking.k8s.io/NetworkPolicy', namespace)[0]?.at() ?? {
    file: `clusters/${cluster.name}`,
    line: 1,
  };
  const asked = (what: string): { who: string; what: string; otherwise: typeof otherwise } => ({
    who: `a pod in namespace ${namespace}`,
    what: `${what} on ${cluster.name}`,
    otherwise,
  });
  for (const protocol of ['UDP', 'TCP'] as const) {
    tally.allowed(asked(`look names up by ${protocol}`), connects(network, from, dns, { port: 53, protocol }));
    for (const port of [1, 54, 65_535, 9001, 8001]) {
      tally.refused(
        asked(`connect to DNS pods on ${protocol} port ${port}`),
        connects(network, from, dns, { port, protocol }),
      );
    }
    for (const to of [
      pod(system, {}),
      pod(namespace, dnsLabels),
      pod('any-other-namespace', dnsLabels),
      pod('default', dnsLabels),
      pod(system, { 'app.kubernetes.io/name': 'somebody-else' }),
    ]) {
      tally.refused(
        asked(`connect to port 53 of pods in namespace ${to.namespace} that are not DNS`),
        connects(network, from, to, { port: 53, protocol }),
      );
    }
  }
}
