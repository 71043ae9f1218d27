import { isDeepStrictEqual } from 'node:util';
import { entry } from '../../entry.ts';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { isExposed } from '../../model/layout.ts';
import type { ClusterModel } from '../../model/model.ts';
import { countedKinds, countKey } from '../../model/kinds.ts';
import type { DeveloperTeam } from '../../model/teams.ts';
import { whereGenerated } from '../places.ts';
import { changeTeamFile, type ProofContext, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface ResourceQuota extends KubernetesObject {
  readonly spec?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly scopes?: unknown;
    readonly scopeSelector?: unknown;
  } | null;
}

interface LimitRange extends KubernetesObject {
  readonly spec?: { readonly limits?: readonly Readonly<Record<string, unknown>>[] } | null;
}

/** Resources that one team could use up for all. */
const shared = [
  'pods',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'persistentvolumeclaims',
  'requests.storage',
  ...[
    'services',
    'configmaps',
    'secrets',
    'sealedsecrets.bitnami.com',
    'deployments.apps',
    'statefulsets.apps',
    'replicasets.apps',
    'horizontalpodautoscalers.autoscaling',
    'poddisruptionbudgets.policy',
  ].map((each) => `count/${each}`),
];
/** The only quota known to keep every pod from being critical. */
export const noCriticalPod = {
  hard: { pods: '0' },
  scopeSelector: {
    matchExpressions: [
      { scopeName: 'PriorityClass', operator: 'In', values: ['system-cluster-critical', 'system-node-critical'] },
    ],
  },
};
/** Counts of Services that open a port on every node of the cluster. */
const exposing = ['services.nodeports', 'services.loadbalancers'];
const bounds = ['defaultRequest', 'default', 'max'];

/** No team can use up the cluster, nor open more ports on its nodes than it has services that clients outside reach. */
export const teamShares: DeliveryPromise = {
  name: 'shares',
  says: 'every team is held to a share of each cluster: pods, none of them critical, processors, memory, storage, objects, and ports on its nodes',
  findings: {
    'namespace/no-share': entry(
      'namespace {namespace} has no {value} on {cluster}',
      'One team could take the whole cluster.',
      changeTeamFile,
    ),
  },
  prove(context, tally) {
    for (const cluster of context.model.clusters) {
      for (const team of context.model.teams.developers) {
        proveShare(context, cluster, team, tally);
      }
    }
  },
};

function proveShare(context: ProofContext, cluster: ClusterModel, team: DeveloperTeam, tally: Tally): void {
  const { namespace, services } = team;
  const quotas = cluster.governance.inNamespace<ResourceQuota>('/ResourceQuota', namespace);
  // A quota with a scope counts only some pods.
  const quota = quotas.find(({ object: { spec } }) => !spec?.scopes && !spec?.scopeSelector);
  const critical = quotas.find(({ object }) => object.metadata.name === 'critical');
  const [limits] = cluster.governance.inNamespace<LimitRange>('/LimitRange', namespace);
  const outside = services.flatMap(({ workloads }) => workloads.filter(isExposed)).length;
  const expect = (
    holds: boolean,
    value: string,
    kind: string,
    found: Resource | undefined,
    path: readonly (string | number)[],
  ): void =>
    tally.hold(holds, () => {
      const at =
        found?.at(path) ??
        whereGenerated(context, cluster, kind, kind === 'ResourceQuota' ? 'share' : 'limits', namespace);
      return { code: 'namespace/no-share', args: { namespace, cluster: cluster.name, value }, at };
    });
  const hard = quota?.object.spec?.hard ?? {};
  for (const key of [...shared, ...countedKinds(context.model.kinds, team).map(countKey)]) {
    expect(hard[key] !== undefined, `quota of ${key}`, 'ResourceQuota', quota, ['spec', 'hard', key]);
  }
  for (const key of exposing) {
    expect(Number(hard[key] ?? NaN) <= outside, `quota of ${key} at ${outside}`, 'ResourceQuota', quota, [
      'spec',
      'hard',
      key,
    ]);
  }
  const holdsCritical = isDeepStrictEqual(critical?.object.spec, noCriticalPod);
  expect(holdsCritical, 'quota of no critical pods', 'ResourceQuota', critical, ['spec']);
  for (const bound of bounds) {
    const item = limits?.object.spec?.limits?.find(({ type }) => type === 'Container');
    expect(item?.[bound] !== undefined, `${bound} of a container`, 'LimitRange', limits, ['spec', 'limits']);
  }
}
