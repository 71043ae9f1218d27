import { type PodSource, podsOf } from '../../answer/connect.ts';
import { type Catalogue, countKey } from '../../model/kinds.ts';
import type { Workload } from '../../model/model.ts';
import { kindOf } from '@tinjis/rules/objects/kinds';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import { placedContainers, specPathOf } from './containers.ts';
import { fieldAt, itemsAt, textAt } from '@tinjis/rules/objects/fields';
import { quantityOf } from './quantity.ts';
import type { Limit } from './limit-range.ts';
import { type Amounts, askedByPod } from './resources.ts';
import type { TeamSite } from './site.ts';

/** A part of a share that something takes. */
export interface Use {
  /** As a ResourceQuota names it: `limits.cpu`, `count/services`. */
  readonly key: string;
  /** In billionths. */
  readonly amount: bigint;
  at(): At;
}

const one = 1_000_000_000n;

/** Kinds whose number follows from what a team writes. The cluster itself writes others, such as EndpointSlices. */
const counted = [
  '/ConfigMap',
  '/PersistentVolumeClaim',
  '/Secret',
  '/Service',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'bitnami.com/SealedSecret',
  'gateway.networking.k8s.io/HTTPRoute',
  'policy/PodDisruptionBudget',
];
const computed = ['cpu', 'memory', 'ephemeral-storage'];
const plain = ['configmaps', 'persistentvolumeclaims', 'secrets', 'services'];

/** The keys of a quota whose use is known here. Of the catalogue's kinds, each object is counted. */
export function knownKeys(catalogue: Catalogue): ReadonlySet<string> {
  return new Set([...alwaysKnown, ...catalogue.map(countKey)]);
}

const alwaysKnown = [
  'pods',
  'count/pods',
  ...computed.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
  ...plain,
  ...counted.map((each) => {
    const [group = '', kind = ''] = each.split('/');
    return countKey({ group, kind });
  }),
];

/** What the cluster itself puts into every namespace: its certificates, as the ConfigMap `kube-root-ca.crt`. */
export function usedByCluster(key: string): bigint {
  return ['configmaps', 'count/configmaps'].includes(key) ? one : 0n;
}

/** What a team takes of its share of a cluster: every workload at its largest, while a new version comes up. */
export function usesOf(site: TeamSite, ranges: readonly Limit[]): readonly Use[] {
  const { cluster, team, workloads } = site;
  const platform = counted.flatMap((kind) => cluster.governance.inNamespace(kind, team.namespace));
  return [
    ...workloads.flatMap((workload) => podsOf(workload).flatMap((source) => usedByPods(workload, source, ranges))),
    ...[...platform, ...workloads.flatMap(({ objects }) => objects.all)].flatMap(usedByObject),
  ];
}

/** An object itself, and what controllers make of it. */
function usedByObject({ object, at }: Resource): readonly Use[] {
  const { kind } = object;
  const use = (key: string, amount = one): Use => ({ key, amount, at });
  const ports = BigInt(itemsAt(object, ['spec', 'ports']).length);
  const type = textAt(object, ['spec', 'type']);
  const storage = quantityOf(fieldAt(object, ['spec', 'resources', 'requests', 'storage'])) ?? 0n;
  const old = fieldAt(object, ['spec', 'revisionHistoryLimit']);
  return [
    ...counts(groupOf(object), kind).map((key) => use(key)),
    ...(kind === 'Service' && ['NodePort', 'LoadBalancer'].includes(type)
      ? [use('services.nodeports', ports * one), ...(type === 'LoadBalancer' ? [use('services.loadbalancers')] : [])]
      : []),
    ...(kind === 'PersistentVolumeClaim' ? [use('requests.storage', storage)] : []),
    ...(kind === 'SealedSecret' ? counts('', 'Secret').map((key) => use(key)) : []),
    // The running version, the one that comes up, and the old ones that are kept.
    ...(kind === 'Deployment' || kind === 'Rollout'
      ? [use(countKey({ group: 'apps', kind: 'ReplicaSet' }), BigInt(wholeNumber(old, 10) + 2) * one)]
      : []),
    // The run, and the runs of which the CronJob keeps what came of them.
    ...(kind === 'CronJob' ? [use(countKey({ group: 'batch', kind: 'Job' }), BigInt(1 + keptJobs(object)) * one)] : []),
  ];
}

/** What the API server refuses is taken for what it would put where nothing is written. */
function wholeNumber(written: unknown, usual: number): number {
  return Number.isSafeInteger(written) ? (written as number) : usual;
}

function keptJobs(object: KubernetesObject): number {
  const kept = (field: string, usual: number): number => wholeNumber(fieldAt(object, ['spec', field]), usual);
  return kept('successfulJobsHistoryLimit', 3) + kept('failedJobsHistoryLimit', 1);
}

function counts(group: string, kind: string): readonly string[] {
  const { resource } = kindOf(group, kind);
  return [countKey({ group, kind }), ...(group === '' && plain.includes(resource) ? [resource] : [])];
}

function usedByPods(workload: Workload, source: PodSource, ranges: readonly Limit[]): readonly Use[] {
  const { object } = source.resource;
  const { replicas, at } = largest(workload, source);
  const all = replicas + surge(object, replicas);
  const spec = fieldAt(object, specPathOf(source));
  const { requests, limits } = askedByPod(spec, placedContainers(source), ranges);
  const times = (count: number, keys: readonly string[], amount: bigint): readonly Use[] =>
    keys.map((key) => ({ key, amount: BigInt(count) * amount, at }));
  const specPath = specPathOf(source);
  const claims = [
    ...itemsAt(object, ['spec', 'volumeClaimTemplates']).map((claim, index) => ({
      claim,
      count: replicas,
      path: ['spec', 'volumeClaimTemplates', index],
    })),
    ...itemsAt(object, [...specPath, 'volumes']).map((volume, index) => ({
      claim: fieldAt(volume, ['ephemeral', 'volumeClaimTemplate']),
      count: all,
      path: [...specPath, 'volumes', index, 'ephemeral', 'volumeClaimTemplate'],
    })),
  ].filter(({ claim }) => claim !== undefined);
  return [
    ...times(all, ['pods', 'count/pods'], one),
    ...each(requests, (name, amount) => times(all, [`requests.${name}`, name], amount)),
    ...each(limits, (name, amount) => times(all, [`limits.${name}`], amount)),
    ...claims.flatMap(({ claim, count, path }) => {
      const storage = ['spec', 'resources', 'requests', 'storage'];
      const amount = BigInt(count) * (quantityOf(fieldAt(claim, storage)) ?? 0n);
      return [
        ...times(count, counts('', 'PersistentVolumeClaim'), one),
        { key: 'requests.storage', amount, at: () => source.resource.at([...path, ...storage]) },
      ];
    }),
  ];
}

function each(amounts: Amounts, uses: (name: string, amount: bigint) => readonly Use[]): readonly Use[] {
  return [...amounts].flatMap(([name, amount]) => uses(name, amount));
}

/** Where a kind says how many pods it starts at once, if not in `spec.replicas`. */
const atOnce: Readonly<Record<string, FieldPath>> = {
  Job: ['spec', 'parallelism'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'parallelism'],
};

/** The most pods that an object starts, and the place that says how many: its autoscaler, if it has one. */
function largest({ objects }: Workload, { kind, name, resource }: PodSource): { replicas: number; at(): At } {
  const autoscaler = objects
    .kind('autoscaling/HorizontalPodAutoscaler')
    .find(
      ({ object }) =>
        textAt(object, ['spec', 'scaleTargetRef', 'kind']) === kind &&
        textAt(object, ['spec', 'scaleTargetRef', 'name']) === name,
    );
  const scaled = objects
    .kind('keda.sh/ScaledObject')
    .find(
      ({ object }) =>
        (textAt(object, ['spec', 'scaleTargetRef', 'kind']) || 'Deployment') === kind &&
        textAt(object, ['spec', 'scaleTargetRef', 'name']) === name,
    );
  const said = [
    ...(autoscaler ? [{ from: autoscaler, path: ['spec', 'maxReplicas'], usual: undefined }] : []),
    // KEDA's own default.
    ...(scaled ? [{ from: scaled, path: ['spec', 'maxReplicaCount'], usual: 100 }] : []),
    { from: resource, path: atOnce[kind] ?? ['spec', 'replicas'], usual: undefined },
  ].map(({ from, path, usual }) => ({ count: fieldAt(from.object, path) ?? usual, at: () => from.at(path) }));
  const found = said.find(({ count }) => Number.isSafeInteger(count));
  return { replicas: Number(found?.count ?? 1), at: (found ?? (said.at(-1) as (typeof said)[number])).at };
}

/** Pods of a new version that come up beside the old ones: by default a quarter, rounded up. */
function surge(object: KubernetesObject, replicas: number): number {
  const strategy: FieldPath = ['spec', 'strategy'];
  // At its worst the new version stands beside the whole old one.
  if (object.kind === 'Rollout') return replicas;
  if (object.kind !== 'Deployment' || textAt(object, [...strategy, 'type']) === 'Recreate') return 0;
  const written = fieldAt(object, [...strategy, 'rollingUpdate', 'maxSurge']) ?? '25%';
  if (typeof written === 'number') return written;
  const [, percent = '100'] = /^(\d+)%$/.exec(String(written)) ?? [];
  return Math.ceil((replicas * Number(percent)) / 100);
}
