import type { Resource } from '../objects/located.ts';
import { compile, type CompiledPolicy } from './compile.ts';
import type { NetworkPolicy } from './policy.ts';
import { memoized } from '../memo.ts';

export type PolicyIndex = ReadonlyMap<string, readonly CompiledPolicy[]>;

/**
 * The policies by their namespace, since a policy selects pods of its own namespace only.
 * Made once for each array: to profit, ask all questions with the same array, and do not change it.
 */
export const indexByNamespace = memoized((policies: readonly Resource<NetworkPolicy>[]): PolicyIndex =>
  Map.groupBy(policies.map(compile), ({ namespace }) => namespace),
);
