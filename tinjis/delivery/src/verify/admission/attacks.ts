import type { Body } from './probe.ts';

/** What is known of a kind: an object of it that the rules let in, and what makes it one that they must refuse. */
export interface Attacks {
  readonly good: Body;
  readonly bad: readonly (readonly [what: string, body: Body])[];
}

/** Each makes one thing of a good spec worse; undefined takes a field out. */
export function worse(spec: Body, changes: readonly (readonly [what: string, changed: Body])[]): Attacks {
  return { good: { spec }, bad: changes.map(([what, changed]) => [what, { spec: { ...spec, ...changed } }]) };
}
