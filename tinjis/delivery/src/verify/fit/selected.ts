import { type LabelSelector, selects, selectsAll } from '@tinjis/rules/label-selector';
import { memoized } from '@tinjis/rules/memo';
import type { Resource } from '@tinjis/rules/objects/located';
import { schemaCheck } from '@tinjis/rules/objects/schema';
import type { PodSource } from '../../answer/connect.ts';
import { fieldAt } from '@tinjis/rules/objects/fields';

const selectorDefect = schemaCheck('label-selector');

/** A Service's selector is a map of labels; every other kind's may have expressions as well. */
const selectorOf = memoized(({ object }: Resource): LabelSelector | undefined => {
  const written = fieldAt(object, ['spec', 'selector']);
  const selector = object.kind === 'Service' ? { matchLabels: written } : written;
  if (written === undefined || selectorDefect(selector)) return undefined;
  // An empty selector means every pod, but a Service with one is filled in by hand.
  return object.kind === 'Service' && selectsAll(selector as LabelSelector) ? undefined : (selector as LabelSelector);
});

/** The pods that an object's `spec.selector` selects; none where it has no selector that the API server would take. */
export function selectedBy(resource: Resource, pods: readonly PodSource[]): readonly PodSource[] {
  const selector = selectorOf(resource);
  return selector ? pods.filter(({ labels }) => selects(selector, labels)) : [];
}
