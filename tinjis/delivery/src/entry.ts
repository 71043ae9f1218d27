/** What the catalogue says about a code. `{name}` stands for an argument of the finding or reason. */
export interface Entry {
  /** One sentence: observed, then expected. */
  readonly says: string;
  /** Why it matters. Shown by `--explain`. */
  readonly why: string;
  /** What to do instead; empty where all is as it should be. */
  readonly fix: string;
}

/** A part of the catalogue: the entries of one area, by code. */
export type Entries = Readonly<Record<string, Entry>>;

/** @param fix left out for what needs no fixing */
export function entry(says: string, why: string, fix = ''): Entry {
  return { says, why, fix };
}

/** Fills a sentence. An argument that is not given stays visible as its name, so that a gap is seen and not guessed. */
export function fill(sentence: string, args: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    args[name] === '' ? '(none)' : (args[name] ?? whole),
  );
}

/** The sentence and the fix of a finding or reason; where there is no entry for its code, the code itself. */
export function sentencesOf(
  entries: Entries,
  { code, args }: { readonly code: string; readonly args: Readonly<Record<string, string>> },
): Pick<Entry, 'says' | 'fix'> {
  const { says, fix } = entries[code] ?? { says: code, fix: '' };
  return { says: fill(says, args), fix: fill(fix, args) };
}
