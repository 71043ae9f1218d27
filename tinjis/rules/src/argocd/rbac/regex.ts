/** Text that means the same to Go's regexp and to JavaScript's, one alternative for each piece. */
const piece =
  /([A-Za-z0-9 _/:@,=<>~#%&"'!;`-]|[\x80-\u{10ffff}])|(\.)|\\([^A-Za-z0-9\s]|[dwDW])|(\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_./*:+?()|$, ])+\])|(\((?:\?:)?|[\^$|)*+?])/uy;

/**
 * A pattern of Go's regexp (match mode `regex` of Argo CD's RBAC) as one of JavaScript's.
 *
 * Only what both read alike, and what cannot backtrack for ever: no counted repetition, no repeated group, no flags.
 *
 * @returns 'malformed' for what Go refuses, 'unknown' for what is left out here
 */
export function readRegex(pattern: string): RegExp | 'malformed' | 'unknown' {
  if (/(?<!\\)(?:[)^$][*+?]|\(\?(?!:))/.test(pattern)) return 'unknown';
  let translated = '';
  piece.lastIndex = 0;
  while (piece.lastIndex < pattern.length) {
    const found = piece.exec(pattern);
    if (!found) return 'unknown';
    const [, plain, dot, escaped, set, sign] = found;
    if (escaped !== undefined)
      translated += /[dwDW]/.test(escaped) ? `\\${escaped}` : `\\u{${(escaped.codePointAt(0) as number).toString(16)}}`;
    else translated += dot ? '[^\\n]' : (plain ?? set ?? sign);
  }
  try {
    return new RegExp(translated, 'u');
  } catch {
    return 'malformed';
  }
}
