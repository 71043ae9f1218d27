import type { Codeowners, OwnerRule } from './codeowners.ts';
import { glob, segmentsOf } from './pattern.ts';

/** The rules that decide about a folder. */
export interface FolderRules {
  /** The rules that decide about something that lies, or could lie, below it; the last in the file first. */
  readonly rules: readonly OwnerRule[];
  /**
   * The first of them in the file, if it matches everything that could lie there; otherwise some of that has no owner.
   */
  readonly covering?: OwnerRule;
}

/**
 * Finds every rule that could decide about a path below a folder, whether or not the path is there yet.
 * @param folder from the repository's top, with forward slashes and none at the end; empty for the top
 */
export function rulesBelow({ rules }: Codeowners, folder: string): FolderRules {
  const found: OwnerRule[] = [];
  for (const rule of rules.toReversed()) {
    // A lone slash matches nothing.
    if (rule.pattern !== '/' && reaches(segmentsOf(rule.pattern), folder === '' ? [] : folder.split('/')))
      found.push(rule);
    // No earlier rule decides about anything there.
    if (probes(folder).every((path) => rule.matches(path))) return { rules: found, covering: rule };
  }
  return { rules: found };
}

/** Could a pattern match something below a folder? */
function reaches(segments: readonly string[], folders: readonly string[], last = ''): boolean {
  const [segment, ...rest] = segments;
  const [folder, ...below] = folders;
  // A pattern that ends in a lone * takes the files of its folder, and no folder.
  if (segment === undefined) return last !== '*';
  if (folder === undefined) return true;
  if (segment === '**') return reaches(rest, folders, segment) || reaches(segments, below);
  return new RegExp(`^${glob(segment)}$`, 'su').test(folder) && reaches(rest, below, segment);
}

/**
 * Paths that a pattern matches together only if it matches everything below the folder. Their names consist of a
 * character that no pattern can hold. They are as short and as long as names get, near the folder and deep below it.
 */
function probes(folder: string): readonly string[] {
  const top = folder === '' ? '' : `${folder}/`;
  const [short, long] = ['\u0001', '\u0001'.repeat(255)];
  return [short, long].flatMap((name) => [1, 2, 3, 40].map((depth) => top + Array(depth).fill(name).join('/')));
}
