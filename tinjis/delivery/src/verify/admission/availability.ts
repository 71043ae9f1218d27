import { requestOf, type Body, type Probe, type ProbedNamespace } from './probe.ts';

/** Budgets that keep nodes from being drained, and autoscalers of what is none of the team's workloads. */
export function availabilityProbes(probed: ProbedNamespace): readonly Probe[] {
  const { namespace, workload } = probed;
  const selector = { matchLabels: { 'app.kubernetes.io/name': workload } };
  const budget = { selector, maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' };
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: workload };
  const scale = { maxReplicas: 2, scaleTargetRef: target };
  const cases: readonly (readonly [what: string, group: string, kind: string, spec: Body])[] = [
    ...[0, '0%', '00%'].map(
      (most) =>
        [`that lets ${most} pods go`, 'policy', 'PodDisruptionBudget', { ...budget, maxUnavailable: most }] as const,
    ),
    ...[1, '50%', '100%'].map(
      (least) =>
        [`that keeps ${least} pods`, 'policy', 'PodDisruptionBudget', { ...budget, minAvailable: least }] as const,
    ),
    ['that says nothing', 'policy', 'PodDisruptionBudget', { ...budget, maxUnavailable: undefined }],
    ...['IfHealthyBudget', undefined].map(
      (policy) =>
        [
          'that holds pods which are not ready',
          'policy',
          'PodDisruptionBudget',
          { ...budget, unhealthyPodEvictionPolicy: policy },
        ] as const,
    ),
    ...[
      { ...target, name: 'nobody' },
      { ...target, kind: 'ReplicaSet' },
      { ...target, apiVersion: 'apps/v1beta1' },
      { ...target, apiVersion: undefined },
    ].map(
      (other) =>
        [
          `of ${other.apiVersion ?? 'any'} ${other.kind} ${other.name}`,
          'autoscaling',
          'HorizontalPodAutoscaler',
          { ...scale, scaleTargetRef: other },
        ] as const,
    ),
  ];
  return cases.flatMap(([what, group, kind, spec]) =>
    (['CREATE', 'UPDATE'] as const).map((operation) => ({
      policy: 'availability',
      what: `${operation.toLowerCase()} a ${kind} ${what} in namespace ${namespace}`,
      request: () => requestOf(operation, probed, group, kind, { spec }),
    })),
  );
}
