import type { Tally } from '../tally.ts';

/** Members that a question cannot tell apart: the argument stands where the class is made. */
export interface Class<T> {
  readonly first: T;
  readonly size: number;
  members(): readonly T[];
}

/** Everybody, or everything, a question is asked about. */
export class Roster<T> {
  readonly all: readonly T[];
  readonly #known: ReadonlySet<T>;

  /** @param all each once */
  constructor(all: readonly T[]) {
    this.all = all;
    this.#known = new Set(all);
  }

  /**
   * Each of `apart` as a class of its own, and all the others as one. The effort is that of `apart`, however long the
   * roster is.
   * @param outsiders what becomes of those of `apart` that are not on the roster
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
 * Asks one member of each class for all of it. Where that one is no breach, the others are counted as settled with it;
 * where it is, each of them is asked, so that each is named.
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
