import { parse } from 'yaml';
import { idOf, type Mutant } from './mutant.ts';

/** Survivors that change nothing that anyone can do, with the reason. */
export interface Equivalent {
  /** Regular expression over the whole of `operator file: what`. */
  readonly mutant: string;
  readonly because: string;
}

/**
 * Reads the reviewed list.
 * @throws Error where an entry has no reason
 */
export function readEquivalents(text: string): readonly Equivalent[] {
  const list = (parse(text) ?? []) as readonly Partial<Equivalent>[];
  return list.map(({ mutant = '', because = '' }, index) => {
    if (mutant === '' || because === '')
      throw new Error(`entry ${index + 1} of equivalent.yaml needs both mutant and because`);
    return { mutant, because };
  });
}

/** The entry that says why a mutant is equivalent, if there is one. */
export function equivalentTo(entries: readonly Equivalent[], mutant: Mutant): Equivalent | undefined {
  return entries.find((entry) => new RegExp(`^(?:${entry.mutant})$`).test(idOf(mutant)));
}
