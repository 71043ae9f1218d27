import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@tinjis/cluster/wait';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { addInvoices, billingRun } from '../../billing/load.ts';
import { arrivalOf, stateOf } from '../../pushes/arrival.ts';
import { commitMark } from '../../pushes/push.ts';
import type { DeliverySetup } from '../../pushes/setup.ts';
import type { LiveCheck } from '../../harness/check.ts';

/** Argo CD's programs; the program that heals comes first. */
const programs = [
  { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'argocd', name: 'argocd-application-controller' },
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'argocd', name: 'argocd-repo-server' },
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'argocd', name: 'argocd-server' },
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'argocd', name: 'argocd-redis' },
] as const;

/** Invoices billed while Argo CD is away. */
const someInvoices = 50;

/**
 * Argo CD is down: `kubectl scale -n argocd --replicas=0` on its programs. The services keep billing, since nothing
 * they need runs through Argo CD. Git accepts a push meanwhile, and the push arrives once Argo CD is back
 * (`--replicas=1`).
 */
export function argocdDown(setup: DeliverySetup): LiveCheck {
  const { kubernetes, payment: developed, url, context } = setup;
  return {
    name: 'argocd-down',
    title: 'with Argo CD down the services go on, and what is pushed meanwhile arrives when it is back',
    within: 240,
    run: async (signal) => {
      const { copy, workload } = developed;
      context.putBack('Argo CD', () => scale(kubernetes, 1));
      await scale(kubernetes, 0);
      await waitFor({ what: "the end of Argo CD's pods", timeout: 60_000 }, async () => {
        const pods = await kubernetes.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'argocd' });
        return pods.length === 0 ? { found: true } : { instead: `${pods.length} pods` };
      });
      const value = `${Date.now()}`;
      await commitMark(developed, value);
      const { revision: before } = await stateOf(kubernetes, workload.name);
      await copy.push();
      await addInvoices(kubernetes, someInvoices);
      const { state, failed, paid, declined } = await billingRun(url);
      await sleep(2000);
      const early = (await stateOf(kubernetes, workload.name)).revision !== before;
      const back = performance.now();
      await scale(kubernetes, 1);
      const { synced, serving } = await arrivalOf(kubernetes, { ...workload, before, value }, signal);
      const seconds = (at: number): number => Math.round((at - back) / 100) / 10;
      const billed = state === 'finished' && failed === 0 && paid + declined >= someInvoices;
      return {
        passed: billed && !early,
        observed: `${paid + declined} invoices billed meanwhile; the push was Synced ${seconds(synced)} s and served ${seconds(serving)} s after Argo CD was started again`,
        explanation: [
          ...(billed ? [] : [`the run is ${state}, ${failed} without a verdict`]),
          ...(early ? ['the push arrived although Argo CD was down'] : []),
        ],
        measures: { syncedSeconds: seconds(synced), servingSeconds: seconds(serving) },
      };
    },
  };
}

async function scale(kubernetes: Kubernetes, replicas: number): Promise<void> {
  for (const program of programs) {
    await kubernetes.patch(program, { spec: { replicas } });
  }
}
