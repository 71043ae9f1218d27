import { ciliumHealthy, registerCiliumTypes, startCilium } from './cilium.ts';
import { startContainerd } from './containerd.ts';
import { processOnNode } from './instance.ts';
import { startKubelet, startKubeProxy } from './kubelet.ts';
import type { Parts } from './parts.ts';
import { waitFor } from './wait.ts';

/** Starts everything of the node and waits until it is Ready. */
export async function startNode(parts: Parts): Promise<void> {
  const { instance, kubectl } = parts;
  await startContainerd(parts);
  const before = processOnNode(instance, 'kubelet')?.started;
  const asked = new Date();
  await Promise.all([startKubelet(parts), startKubeProxy(parts), registerCiliumTypes(parts)]);
  const path = (...words: string[]) => () => kubectl(words).then((text) => text !== '' && text);
  await waitFor({ what: 'the node’s pod range', seconds: 60 }, path('get', 'node', instance.node, '-o', 'jsonpath={.spec.podCIDR}'));
  await startCilium(parts);
  await ciliumHealthy(instance);
  // After an unclean end the API still shows the Ready of before: it is believed once a new kubelet has renewed its lease.
  if (processOnNode(instance, 'kubelet')?.started !== before) {
    const lease = path('get', 'lease', '-n', 'kube-node-lease', instance.node, '-o', 'jsonpath={.spec.renewTime}');
    await waitFor({ what: 'a sign of life of the kubelet', seconds: 60 }, async () => new Date(await lease() || 0) > asked);
  }
  const ready = '{.status.conditions[?(@.type=="Ready")].status}';
  await waitFor({ what: 'a Ready node', seconds: 60 }, async () => await path('get', 'node', instance.node, '-o', `jsonpath=${ready}`)() === 'True');
}
