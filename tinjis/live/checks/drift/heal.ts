import type { Kubernetes } from '../../kubernetes/client.ts';
import { describe, type LiveObject, referenceOf } from '../../kubernetes/objects.ts';
import { waitFor } from '../../kubernetes/wait.ts';
import type { Check, Context } from '../harness/check.ts';
import type { Drift } from './cases.ts';

/** A change by hand: Argo CD heals it, and says that it was there. */
export function healed(kubernetes: Kubernetes, context: Context, drift: Drift): Check {
  const { name, title, application, target, by, isHealed } = drift;
  return {
    name,
    title: `${title} is healed and reported`,
    within: 120,
    run: async () => {
      const before = await kubernetes.get(target);
      context.putBack(describe(target), () => restore(kubernetes, before, isHealed));
      const since = Date.now();
      const start = performance.now();
      if (by === 'delete') await kubernetes.delete(target);
      else await kubernetes.patch(target, by(before));
      await waitFor({ what: `${describe(target)} as Git has it`, timeout: 90_000, every: 100 }, async () => {
        const now = await kubernetes.find(target);
        if (now === undefined) return { instead: 'it is not there' };
        return isHealed(now, before) && now.metadata.resourceVersion !== before.metadata.resourceVersion ? { found: true } : { instead: 'it is as the hand left it' };
      });
      const seconds = Math.round(performance.now() - start) / 1000;
      const report = await reported(kubernetes, application, since);
      return { passed: true, observed: `after ${seconds} s; ${report}`, measures: { healedSeconds: seconds } };
    },
  };
}

/** The event by which Argo CD says that an Application had drifted. */
async function reported(kubernetes: Kubernetes, application: string, since: number): Promise<string> {
  const fields = `involvedObject.kind=Application,involvedObject.name=${application}`;
  return waitFor({ what: `an event that ${application} was OutOfSync`, timeout: 20_000 }, async () => {
    const events = await kubernetes.list({ apiVersion: 'v1', kind: 'Event', namespace: 'argocd' }, { fields });
    const told = events.map((event) => event as unknown as { message: string; lastTimestamp?: string; eventTime?: string });
    // Events carry whole seconds.
    const recent = told.filter(({ lastTimestamp, eventTime }) => Date.parse(lastTimestamp ?? eventTime ?? '') >= since - 1000);
    const drifted = recent.find(({ message }) => /-> OutOfSync/.test(message));
    return drifted ? { found: drifted.message } : { instead: recent.map(({ message }) => message).join('; ') || 'no event' };
  });
}

/** For when nobody healed it. */
async function restore(kubernetes: Kubernetes, before: LiveObject, isHealed: Drift['isHealed']): Promise<void> {
  const now = await kubernetes.find(referenceOf(before));
  if (now && isHealed(now, before)) return;
  // Without what names that one object, which the new one cannot be.
  const metadata = { ...before.metadata, uid: undefined, resourceVersion: undefined };
  if (now) await kubernetes.delete(referenceOf(before));
  await kubernetes.create({ ...before, metadata } as unknown as LiveObject);
}
