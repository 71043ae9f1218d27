/** One weakening of the trees: what was done where, and the texts that make it. */
export interface Mutant {
  /** Name of the operator that made it. */
  readonly operator: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
  /** New texts by path, `null` for a file that is gone; everything else stays as it is. */
  readonly changes: Readonly<Record<string, string | null>>;
  /** Files beside the changed ones that a finding may name, such as a manifest that nothing lists any more. */
  readonly names?: readonly string[];
}

/**
 * How a mutant is called in a report and in the list of equivalent ones. It holds no line, so that it survives edits
 * above it.
 */
export function idOf({ operator, file, what }: Mutant): string {
  return `${operator} ${file}: ${what}`;
}
