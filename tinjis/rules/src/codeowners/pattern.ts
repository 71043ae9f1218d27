import type { Codeowners, OwnerRule } from './codeowners.ts';

/** A pattern as a test for paths. */
export interface PathTest {
  /** The deepest folder that is sure to hold everything that matches; empty for the top. */
  readonly folder: string;
  matches(path: string): boolean;
  /**
   * Why the pattern is not understood. GitHub may skip its line, or read it in some way: the test is then for
   * everything that the pattern could match by any reading.
   */
  readonly fault?: string;
}

/**
 * Compiles a CODEOWNERS pattern by GitHub's rules: those of gitignore, without negation and character ranges. Every
 * character but those of its syntax stands for itself: brackets behind a backslash, parentheses, quotes, `$`, `:`.
 * @param pattern as written, with its escapes; matched case-sensitively against paths from the repository's top
 * @see
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function compilePattern(pattern: string): PathTest {
  if (pattern === '/') return { folder: '', matches: () => false };
  const fault = faultOf(pattern);
  return { ...testOf(segmentsOf(pattern)), ...(fault !== undefined && { fault }) };
}

function testOf(segments: readonly string[]): PathTest {
  const expression = new RegExp(`^${source(segments)}$`, 'su');
  return { folder: folderOf(segments), matches: (path) => expression.test(path) };
}

/** The last segment may be a file's name, and from the first special sign on anything may stand. */
function folderOf(segments: readonly string[]): string {
  const sign = segments.findIndex((segment) => /[*?\\]/.test(segment));
  return segments.slice(0, sign < 0 ? -1 : sign).join('/');
}

function faultOf(pattern: string): string | undefined {
  return (
    startFault(pattern) ??
    pattern
      .split('/')
      .map(segmentFault)
      .find((fault) => fault !== undefined)
  );
}

function startFault(pattern: string): string | undefined {
  if (pattern.startsWith('!')) return 'GitHub does not negate patterns by !';
  return pattern.startsWith('\\#') ? 'GitHub does not read \\# as a leading #' : undefined;
}

function segmentFault(segment: string, index: number, all: readonly string[]): string | undefined {
  const bare = segment.replaceAll(/\\./gsu, 'x');
  if (/[[\]]/.test(bare)) return 'GitHub knows no character ranges in [ ]';
  if (bare.includes('#')) return 'a # may begin a comment';
  if (bare.includes('***')) return 'three asterisks in a row mean nothing';
  if (bare.includes('\\')) return 'a backslash escapes nothing';
  if (/[^\S ]|[\p{Cc}\p{Cf}]/u.test(segment)) return 'it holds a character that nobody sees';
  return segment === '' && index > 0 && index < all.length - 1 ? 'an empty folder name matches nothing' : undefined;
}

/**
 * A pattern's segments with the implied `**` written out: before a name without a folder, and after a trailing slash.
 * From a segment on that is not understood, the pattern may match everything.
 */
export function segmentsOf(pattern: string): string[] {
  const segments = pattern.split('/');
  if (startFault(pattern) !== undefined) return ['**'];
  const odd = segments.findIndex((...each) => segmentFault(...each) !== undefined);
  if (odd >= 0) return [...segments.slice(segments[0] === '' ? 1 : 0, odd), '**'];
  const folderOnly = segments.at(-1) === '';
  if (folderOnly) segments.pop();
  if (segments[0] === '') segments.shift();
  else if (segments.length === 1 && segments[0] !== '**') segments.unshift('**');
  if (folderOnly && segments.at(-1) !== '**') segments.push('**');
  return segments;
}

function source(segments: readonly string[]): string {
  const last = segments.length - 1;
  return segments
    .map((segment, i) => {
      if (segment === '**') return i === last ? '.+' : '(?:.+/)?';
      if (i < last) return `${glob(segment)}/`;
      // A pattern that ends in a lone * takes only the files of that folder; any other ending takes the whole folder of
      // that name.
      return segment === '*' ? '[^/]+' : `${glob(segment)}(?:/.*)?`;
    })
    .join('');
}

/** One segment of a pattern as the source of a regular expression. */
export function glob(segment: string): string {
  return segment.replace(/\\(.)|[\s\S]/gu, (all, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    if (all === '*') return segment === '*' ? '[^/]+' : '[^/]*';
    return all === '?' ? '[^/]' : literal(all);
  });
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
}

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
