/** A pattern as a test for paths. */
export interface PathTest {
  /** The deepest folder that is sure to hold everything that matches; empty for the top. */
  readonly folder: string;
  matches(path: string): boolean;
}

/** A test for paths, or the reason why GitHub would skip the line. */
type CompiledPattern = PathTest | { readonly fault: string };

/**
 * Compiles a CODEOWNERS pattern by GitHub's rules: those of gitignore, without negation and character ranges.
 * @param pattern as written, with its escapes; matched case-sensitively against paths from the repository's top
 * @see
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function compilePattern(pattern: string): CompiledPattern {
  const fault = faultOf(pattern);
  if (fault) return { fault };
  if (pattern === '/') return { folder: '', matches: () => false };
  const segments = segmentsOf(pattern);
  const expression = new RegExp(`^${source(segments)}$`, 'su');
  return { folder: folderOf(segments), matches: (path) => expression.test(path) };
}

/** The last segment may be a file's name, and from the first special sign on anything may stand. */
function folderOf(segments: readonly string[]): string {
  const sign = segments.findIndex((segment) => /[*?\\]/.test(segment));
  return segments.slice(0, sign < 0 ? -1 : sign).join('/');
}

function faultOf(pattern: string): string | undefined {
  if (pattern.startsWith('!')) return 'GitHub does not negate patterns by !';
  if (pattern.startsWith('\\#')) return 'GitHub does not read \\# as a leading #';
  if (/[[\]]/.test(pattern)) return 'GitHub knows no character ranges in [ ]';
  if (pattern.includes('***')) return 'three asterisks in a row mean nothing';
  if (pattern.replaceAll('\\\\', '').endsWith('\\')) return 'the backslash at the end escapes nothing';
  if (pattern.includes('//')) return 'an empty folder name matches nothing';
  if (/[^\p{L}\p{N}*?./@_+\-\\~%=,& ]/u.test(pattern)) return 'a character that GitHub does not take in a pattern';
  return undefined;
}

/**
 * A pattern's segments with the implied `**` written out: before a name without a folder, and after a trailing slash.
 */
export function segmentsOf(pattern: string): string[] {
  const segments = pattern.split('/');
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
