import { nameLabel } from '@tinjis/delivery/model/layout';
import type { OwnService, TriedManifest } from './workloads.ts';

/** Budgets of a service's pods. The first lets a node be drained; each of the others keeps it from that. */
export function budgetManifests({ namespace, workload }: OwnService, name: string): readonly TriedManifest[] {
  const selector = { matchLabels: { [nameLabel]: workload } };
  const unhealthyPodEvictionPolicy = 'AlwaysAllow';
  return (
    [
      [lettingGo, { maxUnavailable: 1, unhealthyPodEvictionPolicy }],
      ['that lets no pod go', { maxUnavailable: 0, unhealthyPodEvictionPolicy }],
      ['that lets none of a hundred pods go', { maxUnavailable: '0%', unhealthyPodEvictionPolicy }],
      ['that keeps every pod', { minAvailable: '100%', unhealthyPodEvictionPolicy }],
      ['that keeps one pod', { minAvailable: 1, unhealthyPodEvictionPolicy }],
      ['that says nothing', { unhealthyPodEvictionPolicy }],
      ['that holds pods which are not ready', { maxUnavailable: 1 }],
    ] as const
  ).map(([what, spec]) => ({
    what,
    object: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace },
      spec: { selector, ...spec },
    },
  }));
}

/** Autoscalers. The first scales the service itself; each of the others something that is no workload of the team. */
export function autoscalerManifests({ namespace, workload }: OwnService, name: string): readonly TriedManifest[] {
  const own = { apiVersion: 'apps/v1', kind: 'Deployment', name: workload };
  return (
    [
      [ofItsOwn, own],
      ['of a workload that the platform does not know', { ...own, name: 'somebody-else' }],
      ['of a kind that is not in use', { ...own, kind: 'ReplicaSet' }],
      ['of another API', { apiVersion: 'example.org/v1', kind: 'Deployment', name: workload }],
    ] as const
  ).map(([what, scaleTargetRef]) => ({
    what,
    object: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, namespace },
      spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 2 },
    },
  }));
}

const lettingGo = 'that lets one pod go';
const ofItsOwn = 'of its own Deployment';

/** Does a budget keep a node from being drained, or an autoscaler scale what is none of the team's? */
export function isBadAvailability({ what }: TriedManifest): boolean {
  return what !== lettingGo && what !== ofItsOwn;
}
