// Go's white space (unicode.IsSpace) is JavaScript's with U+0085 and without the byte order mark.
const leading = /^(?:(?!\ufeff)[\s\x85])+/;
const space = /^(?:(?!\ufeff)[\s\x85])$/;

/** strings.TrimLeftFunc(text, unicode.IsSpace) */
export function trimSpaceLeft(text: string): string {
  return text.replace(leading, '');
}

/** strings.TrimSpace(text) */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && space.test(text.charAt(end - 1))) end -= 1;
  return trimSpaceLeft(text.slice(0, end));
}
