import { ciliumHealthy, registerCiliumTypes, startCilium } from './cilium.ts';
import { startKubelet, startKubeProxy } from './kubelet.ts';
import type { Parts } from './parts.ts';
import { waitFor } from './wait.ts';

/** Starts everything of the node beside containerd, and waits until it is Ready. */
export async function startNode(parts: Parts): Promise<void> {
  const { instance, kubectl } = parts;
  const asked = new Date();
  const [fresh] = await Promise.all([startKubelet(parts), startKubeProxy(parts), registerCiliumTypes(parts)]);
  const valueOf = (path: string, ...object: string[]) => kubectl(['get', ...object, '-o', `jsonpath=${path}`]);
  const node = (path: string) => valueOf(path, 'node', instance.node);
  await waitFor({ what: 'the node’s pod range', seconds: 60 }, async () => await node('{.spec.podCIDR}') !== '');
  await startCilium(parts);
  await ciliumHealthy(instance);
  // After an unclean end the API still shows the Ready of before: it is believed once a new kubelet has renewed its lease.
  if (fresh) {
    const renewed = () => valueOf('{.spec.renewTime}', 'lease', '-n', 'kube-node-lease', instance.node);
    await waitFor({ what: 'a sign of life of the kubelet', seconds: 60 }, async () => new Date(await renewed() || 0) > asked);
  }
  await waitFor({ what: 'a Ready node', seconds: 60 }, async () => await node('{.status.conditions[?(@.type=="Ready")].status}') === 'True');
}
