import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckGroup, LiveCheck, CheckContext } from '../../harness/check.ts';
import { deletedApplication } from './deleted-application.ts';
import { type LiveObject, type Reference, describeReference, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { antaeus, payment } from '@tinjis/cluster/kubernetes/pods';
import { waitFor } from '@tinjis/cluster/wait';
import { application } from '@tinjis/platform/installation';

/** Manual changes in the cluster do not last. */
export const driftChecks: CheckGroup = {
  width: 1,
  alone: true,
  open: (context) => {
    const kubernetes = Kubernetes.of(context.cluster);
    return Promise.resolve([
      ...drifts.map((drift) => healed(kubernetes, context, drift)),
      deletedApplication(kubernetes, context),
    ]);
  },
};

/** A change made by hand in the cluster, bypassing Git. */
interface HandChange {
  readonly name: string;
  readonly title: string;
  /** The Application whose Git folder differs from the change. */
  readonly application: string;
  readonly target: Reference;
  /** The manual patch, made from the object before; `delete` removes the object. */
  readonly by: ((before: LiveObject) => object) | 'delete';
  /** Whether the object is as Git has it, given its earlier state. */
  isHealed(now: LiveObject, before: LiveObject): boolean;
}

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
const service = { apiVersion: 'v1', kind: 'Service' };

/**
 * Every kind of change that people make in a hurry, spread over the Applications: if Argo CD heals an Application twice
 * in a row, it makes the Application wait.
 */
const drifts: readonly HandChange[] = [
  {
    name: 'scale',
    title: 'a service scaled to nothing',
    application: 'payment',
    target: { ...deployment, ...payment },
    by: () => ({ spec: { replicas: 0 } }),
    isHealed: ({ spec, status }) => spec.replicas === 1 && status.readyReplicas === 1,
  },
  {
    name: 'image',
    title: 'an image pinned by hand',
    application: 'antaeus',
    target: { ...deployment, ...antaeus },
    // The same bytes under another tag, which admission lets through.
    by: (before) => {
      const value = imageOf(before).replace(/:[^:@]+@/, ':by-hand@');
      return [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value }];
    },
    isHealed: (now, before) => imageOf(now) === imageOf(before),
  },
  {
    name: 'label',
    title: 'a label of a Service changed, so that nobody finds it',
    application: 'antaeus',
    target: { ...service, ...antaeus },
    by: () => ({ metadata: { labels: { 'app.kubernetes.io/component': 'changed-by-hand' } } }),
    isHealed: ({ metadata }, before) =>
      metadata.labels?.['app.kubernetes.io/component'] === before.metadata.labels?.['app.kubernetes.io/component'],
  },
  {
    name: 'deleted-service',
    title: 'a deleted Service',
    application: 'payment',
    target: { ...service, ...payment },
    by: 'delete',
    isHealed: (now, before) => now.metadata.uid !== before.metadata.uid,
  },
  {
    name: 'config-map',
    title: 'a ConfigMap edited, so that payment knows no caller',
    application: 'payment',
    target: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'payments', name: 'payment-api-keys' },
    by: () => ({ data: { 'api-keys.json': '[]' } }),
    isHealed: (now, before) => now['data']['api-keys.json'] === before['data']['api-keys.json'],
  },
  {
    name: 'network-policy',
    title: 'a NetworkPolicy opened to everybody',
    application: 'team-payments',
    target: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...payment },
    by: () => ({ spec: { ingress: [{}] } }),
    isHealed: (now, before) => JSON.stringify(now['spec']) === JSON.stringify(before['spec']),
  },
  {
    name: 'deleted-role-binding',
    title: 'a deleted RoleBinding',
    application: 'team-payments',
    target: { ...payment, apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', name: 'deployer' },
    by: 'delete',
    isHealed: (now, before) => now.metadata.uid !== before.metadata.uid,
  },
];

function imageOf({ spec }: LiveObject): string {
  return (spec as { template: { spec: { containers: { image: string }[] } } }).template.spec.containers[0]?.image ?? '';
}

/** A manual change: Argo CD heals it, and reports it. */
export function healed(kubernetes: Kubernetes, context: CheckContext, drift: HandChange): LiveCheck {
  const { name, title, application: keeper, target, by, isHealed } = drift;
  return {
    name,
    title: `${title} is healed and reported`,
    within: 120,
    run: async () => {
      const before = await kubernetes.get(target);
      context.putBack(describeReference(target), () => restore(kubernetes, before, isHealed));
      const since = Date.now();
      const start = performance.now();
      if (by === 'delete') await kubernetes.delete(target);
      else await kubernetes.patch(target, by(before));
      let seconds: number | undefined;
      const report = await waitFor(
        { what: `${describeReference(target)} to be healed and reported`, timeout: 90_000, every: 100 },
        async () => {
          const now = await kubernetes.find(target);
          if (now === undefined) return { instead: 'it is not there' };
          if (!isHealed(now, before) || now.metadata.resourceVersion === before.metadata.resourceVersion)
            return { instead: 'it is as the hand left it' };
          seconds ??= Math.round(performance.now() - start) / 1000;
          const report = await reported(kubernetes, keeper, target, since);
          return report === undefined ? { instead: `${keeper} does not say so` } : { found: report };
        },
      );
      return {
        passed: true,
        observed: `after ${seconds} s, and reported: ${report}`,
        measures: { healedSeconds: Number(seconds) },
      };
    },
  };
}

/**
 * The Application's own report that it has healed an object since then: its sync names what it synced, and says that
 * nobody requested it.
 */
async function reported(kubernetes: Kubernetes, name: string, target: Reference, since: number) {
  const { status } = await kubernetes.get(application(name));
  const { operationState: done } = status as { readonly operationState?: Operation };
  // The times are whole seconds.
  if (!done?.operation.initiatedBy?.automated || Date.parse(done.startedAt) < since - 1000) return undefined;
  const resource = done.syncResult?.resources?.find((each) => each.kind === target.kind && each.name === target.name);
  return resource && `automated sync, ${resource.message}`;
}

interface Operation {
  readonly startedAt: string;
  readonly operation: { readonly initiatedBy?: { readonly automated?: boolean } };
  readonly syncResult?: {
    readonly resources?: readonly { readonly kind: string; readonly name: string; readonly message: string }[];
  };
}

/** Restores the object if nothing healed it. */
async function restore(kubernetes: Kubernetes, before: LiveObject, isHealed: HandChange['isHealed']): Promise<void> {
  const now = await kubernetes.find(referenceOf(before));
  if (now && isHealed(now, before)) return;
  // Drops the fields that identify the old object: the new object cannot have them.
  const metadata = { ...before.metadata, uid: undefined, resourceVersion: undefined };
  if (now) await kubernetes.delete(referenceOf(before));
  await kubernetes.create({ ...before, metadata } as unknown as LiveObject);
}
