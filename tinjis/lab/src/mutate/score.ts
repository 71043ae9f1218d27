import { idOf, type Mutant } from './operator.ts';
import type { Fate, Trial } from './trial.ts';
import { parse } from 'yaml';

export interface Tried {
  readonly mutant: Mutant;
  readonly trial: Trial;
}

/** The results of one operator's mutants. */
export type ScoreRow = Readonly<Record<Fate | 'equivalent' | 'all', number>>;

export interface Score {
  readonly rows: ReadonlyMap<string, ScoreRow>;
  readonly total: ScoreRow;
  /**
   * Mutants that only the promise of the generated files finds, or none, and that are not equivalent; the worst first.
   */
  readonly open: readonly Tried[];
  /** Entries of the reviewed list that no survivor needs any longer. */
  readonly stale: readonly Equivalent[];
}

const none: ScoreRow = { found: 0, drift: 0, elsewhere: 0, survived: 0, equivalent: 0, all: 0 };
const worst: readonly Fate[] = ['survived', 'elsewhere', 'drift', 'found'];

/** Counts the results of mutants. A survivor with a reason is `equivalent`, and counts neither for nor against. */
export function scoreOf(tried: readonly Tried[], equivalents: readonly Equivalent[]): Score {
  const rows = new Map<string, ScoreRow>();
  const used = new Set<Equivalent>();
  const open: Tried[] = [];
  let total = none;
  for (const each of tried) {
    const {
      mutant,
      trial: { fate },
    } = each;
    const entry = fate === 'found' ? undefined : equivalentTo(equivalents, mutant);
    if (entry) used.add(entry);
    else if (fate !== 'found') open.push(each);
    const became = entry ? 'equivalent' : fate;
    rows.set(mutant.operator, counted(rows.get(mutant.operator) ?? none, became));
    total = counted(total, became);
  }
  open.sort(
    (a, b) => worst.indexOf(a.trial.fate) - worst.indexOf(b.trial.fate) || (idOf(a.mutant) < idOf(b.mutant) ? -1 : 1),
  );
  return { rows, total, open, stale: equivalents.filter((entry) => !used.has(entry)) };
}

function counted(row: ScoreRow, became: keyof ScoreRow): ScoreRow {
  return { ...row, [became]: row[became] + 1, all: row.all + 1 };
}

/**
 * Share of the mutants that turn `verify` red at the right file: without and with the promise of the generated files.
 * An empty set counts as all found.
 */
export function foundShares({ found, drift, equivalent, all }: ScoreRow): {
  readonly alone: number;
  readonly withDrift: number;
} {
  const counting = all - equivalent;
  return counting === 0
    ? { alone: 1, withDrift: 1 }
    : { alone: found / counting, withDrift: (found + drift) / counting };
}

/** Survivors that change nobody's possibilities, with the reason. */
export interface Equivalent {
  /** Regular expression over the whole of `operator file: what`. */
  readonly mutant: string;
  readonly because: string;
}

/**
 * Reads the reviewed list.
 * @throws Error if an entry has no reason
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
