import type { Tally } from '../tally.ts';

/** Members that a question cannot tell apart: the argument stands where the class is made. */
export interface Class<T> {
  readonly first: T;
  readonly size: number;
  members(): readonly T[];
}

/** Everybody, or everything, that a question is about. */
export class Roster<T> {
  readonly all: readonly T[];
  readonly #known: ReadonlySet<T>;

  /** @param all each once */
  constructor(all: readonly T[]) {
    this.all = all;
    this.#known = new Set(all);
  }

  /**
   * Each member of `apart` as a class of its own, and all the others as a single class. The effort depends on `apart`
   * alone, however long the roster is.
   * @param outsiders what becomes of members of `apart` that are not on the roster
   */
  classes(apart: Iterable<T>, outsiders: 'ignored' | 'asked' = 'ignored'): readonly Class<T>[] {
    const alone = new Set(apart);
    const inside = [...alone].filter((member) => this.#known.has(member));
    const own = (outsiders === 'asked' ? [...alone] : inside).map((member): Class<T> => ({
      first: member,
      size: 1,
      members: () => [member],
    }));
    const size = this.all.length - inside.length;
    if (size === 0) return own;
    const members = (): readonly T[] => this.all.filter((member) => !alone.has(member));
    return [...own, { first: this.all.find((member) => !alone.has(member)) as T, size, members }];
  }
}

/**
 * Asks one member for its whole class. If that member is no breach, it settles the others too. If it is a breach, each
 * other member is asked, so every breach has a name.
 * @param ask must put the same number of cases before the tally for every member
 */
export function proveClasses<T>(classes: readonly Class<T>[], tally: Tally, ask: (member: T) => void): void {
  for (const { first, size, members } of classes) {
    const {
      cases,
      breaches: { length: before },
    } = tally;
    ask(first);
    if (tally.breaches.length === before) tally.settled((tally.cases - cases) * (size - 1));
    else members().slice(1).forEach(ask);
  }
}
