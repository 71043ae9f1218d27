import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { antaeus } from '@tinjis/cluster/kubernetes/pods';
import { waitFor } from '@tinjis/cluster/wait';
import { application } from '@tinjis/platform/installation';
import { outsideClient } from '../../billing/load.ts';
import { stateOf } from '../../pushes/arrival.ts';
import type { LiveCheck, CheckContext } from '../../harness/check.ts';

const deleted = application('antaeus');
const workload = { apiVersion: 'apps/v1', kind: 'Deployment', ...antaeus };

/** How long the check watches that the unconfirmed deletion does nothing, in milliseconds. */
const watched = 4000;

/**
 * An administrator deletes billing's Application. Nothing happens until somebody confirms. Then billing's workloads go,
 * the root Application puts them back, the database finds its volume again, and payments notices nothing at all.
 */
export function deletedApplication(kubernetes: Kubernetes, context: CheckContext): LiveCheck {
  return {
    name: 'deleted-application',
    title:
      'deleting the Application of one team waits for a confirmation, touches nothing of the other team, and is made good with every invoice',
    within: 300,
    run: async (signal) => {
      const client = await outsideClient(kubernetes, context.cluster);
      const invoices = JSON.stringify(await client.invoices());
      const others = await belongingsOf(kubernetes, 'payments');
      const { uid } = (await kubernetes.get(deleted)).metadata;
      const deployment = await kubernetes.get(workload);
      await kubernetes.delete(deleted);
      context.putBack('the confirmation of the deletion', () => confirm(kubernetes, uid));
      await sleep(watched);
      const held = (await kubernetes.find(workload))?.metadata.uid === deployment.metadata.uid;
      const start = performance.now();
      await confirm(kubernetes, uid);
      await waitFor(
        { what: 'a new Application antaeus, Synced and Healthy', timeout: 240_000, every: 500 },
        async () => {
          signal.throwIfAborted();
          if ((await kubernetes.get(deleted)).metadata.uid === uid)
            return { instead: 'the old one is still being deleted' };
          const { sync, health, message } = await stateOf(kubernetes, 'antaeus');
          return sync === 'Synced' && health === 'Healthy'
            ? { found: true }
            : { instead: `${sync}, ${health} ${message}` };
        },
      );
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      const replaced = (await kubernetes.get(workload)).metadata.uid !== deployment.metadata.uid;
      const after = await waitFor({ what: 'Antaeus to answer', timeout: 30_000 }, async () => ({
        found: await client.invoices(),
      }));
      const touched = difference(others, await belongingsOf(kubernetes, 'payments'));
      const faults = [
        ...(held ? [] : ['the workloads went before anybody confirmed']),
        ...(replaced ? [] : ['the confirmed deletion took nothing away, so nothing was shown']),
        ...(JSON.stringify(after) === invoices ? [] : ['the invoices are not what they were']),
        ...touched.map((each) => `payments was touched: ${each}`),
      ];
      return {
        passed: faults.length === 0,
        observed: `held until confirmed, back after ${seconds} s with ${after.length} invoices; ${others.size} objects of payments untouched`,
        explanation: faults,
        measures: { restoredSeconds: seconds },
      };
    },
  };
}

/** The confirmation that a person gives with the button in the UI, or with kubectl annotate. */
async function confirm(kubernetes: Kubernetes, uid: string | undefined): Promise<void> {
  const current = await kubernetes.find(deleted);
  if (current?.metadata.uid !== uid) return;
  await kubernetes.tryPatch(deleted, {
    metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': new Date().toISOString() } },
  });
}

const kinds = [
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'ServiceAccount'],
  ['v1', 'PersistentVolumeClaim'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['bitnami.com/v1alpha1', 'SealedSecret'],
] as const;

/** Every object in a namespace, with a value that shows whether the object is new, changed or restarted. */
async function belongingsOf(kubernetes: Kubernetes, namespace: string): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(
    kinds.map(async ([apiVersion, kind]) => {
      const objects = await kubernetes.list({ apiVersion, kind, namespace });
      return objects.map((object) => [`${kind} ${object.metadata.name}`, fingerprint(object)] as const);
    }),
  );
  return new Map(lists.flat());
}

function fingerprint({ metadata: { uid, generation }, status }: LiveObject): string {
  const containers =
    (status as { containerStatuses?: { restartCount: number }[] } | undefined)?.containerStatuses ?? [];
  return `${uid} ${generation} ${containers.map(({ restartCount }) => restartCount).join()}`;
}

function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
}
