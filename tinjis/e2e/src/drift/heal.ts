import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { describeReference, type LiveObject, type Reference, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import type { LiveCheck, CheckContext } from '../harness/check.ts';
import type { HandChange } from './cases.ts';

/** A change by hand: Argo CD heals it, and says that it was there. */
export function healed(kubernetes: Kubernetes, context: CheckContext, drift: HandChange): LiveCheck {
  const { name, title, application, target, by, isHealed } = drift;
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
          const told = await reported(kubernetes, application, target, since);
          return told === undefined ? { instead: `${application} does not say so` } : { found: told };
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
 * What the Application says of having healed an object since then; its sync names what it synced, and that nobody asked
 * for it.
 */
async function reported(
  kubernetes: Kubernetes,
  name: string,
  target: Reference,
  since: number,
): Promise<string | undefined> {
  const application = await kubernetes.get({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    namespace: 'argocd',
    name,
  });
  const { operationState: done } = application['status'] as { readonly operationState?: Operation };
  // Times carry whole seconds.
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

/** For when nobody healed it. */
async function restore(kubernetes: Kubernetes, before: LiveObject, isHealed: HandChange['isHealed']): Promise<void> {
  const now = await kubernetes.find(referenceOf(before));
  if (now && isHealed(now, before)) return;
  // Without what names that one object, which the new one cannot be.
  const metadata = { ...before.metadata, uid: undefined, resourceVersion: undefined };
  if (now) await kubernetes.delete(referenceOf(before));
  await kubernetes.create({ ...before, metadata } as unknown as LiveObject);
}
