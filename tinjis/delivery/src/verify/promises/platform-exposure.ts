import { entry } from '../../entry.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { clusterFolder } from '../../model/layout.ts';
import type { At, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface Service extends KubernetesObject {
  readonly spec?: { readonly type?: string; readonly externalIPs?: readonly string[] } | null;
}

/**
 * The pods behind a Service of the platform hold the keys. Admission does not judge such a Service, since its rules are
 * about the teams' namespaces.
 */
export const platformExposure: DeliveryPromise = {
  name: 'platform-exposure',
  says: "of the platform's own Services only Argo CD's server is open on the nodes, and only where no Gateway leads to it",
  findings: {
    'workload/platform-exposed': entry(
      'Service {service} of the platform is {found} on {cluster}, expected {wanted}',
      'Behind it is what holds the keys to everything else.',
      'leave Services within the cluster',
    ),
  },
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      if (cluster.declared.argocd.by === 'existing') tally.leftOpen(cluster.settingsElsewhere);
      for (const service of cluster.governance.kind<Service>('/Service')) {
        proveService(cluster, service, tally);
      }
    }
  },
};

function proveService(cluster: ClusterModel, service: Resource<Service>, tally: Tally): void {
  const {
    metadata: { name, namespace = '' },
    spec,
  } = service.object;
  const open = cluster.declared.outside.by === 'node-port' && namespace === argocdNamespace && name === 'argocd-server';
  const wanted = open ? 'NodePort' : 'ClusterIP';
  const found = spec?.type ?? 'ClusterIP';
  const args = { service: `${namespace}/${name}`, found, wanted, cluster: cluster.name };
  // A patch of the cluster opens it, since the others have a Gateway.
  const at = (): At =>
    open
      ? { file: `${clusterFolder(cluster.name)}/bootstrap/kustomization.yaml`, line: 1 }
      : service.at(['spec', 'type']);
  tally.hold(found === wanted, () => ({ code: 'workload/platform-exposed', args, at: at() }));
  const addresses = spec?.externalIPs ?? [];
  tally.hold(addresses.length === 0, () => ({
    code: 'workload/platform-exposed',
    args: { ...args, found: addresses.join(', ') },
    at: service.at(['spec', 'externalIPs']),
  }));
}
