import type { Resource } from '../objects/located.ts';
import { compile, type CompiledPolicy } from './compile.ts';
import type { NetworkPolicy } from './policy.ts';

export type PolicyIndex = ReadonlyMap<string, readonly CompiledPolicy[]>;

const indexes = new WeakMap<readonly Resource<NetworkPolicy>[], PolicyIndex>();

/**
 * The policies by their namespace, since a policy selects pods of its own namespace only.
 * Made once for each array: to profit, ask all questions with the same array, and do not change it.
 */
export function indexByNamespace(policies: readonly Resource<NetworkPolicy>[]): PolicyIndex {
  let index = indexes.get(policies);
  if (!index) {
    index = Map.groupBy(policies.map(compile), ({ namespace }) => namespace);
    indexes.set(policies, index);
  }
  return index;
}
