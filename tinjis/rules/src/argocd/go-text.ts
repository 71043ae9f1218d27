// Go's white space (unicode.IsSpace) is JavaScript's with U+0085 and without the byte order mark.
const leading = /^(?:(?!\ufeff)[\s\x85])+/;
const space = /^(?:(?!\ufeff)[\s\x85])$/;

/** strings.TrimLeftFunc(text, unicode.IsSpace) */
function trimSpaceLeft(text: string): string {
  return text.replace(leading, '');
}

/** strings.TrimSpace(text) */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && space.test(text.charAt(end - 1))) end -= 1;
  return trimSpaceLeft(text.slice(0, end));
}

/**
 * The fields of a policy line, as Go's encoding/csv reads them with TrimLeadingSpace. Space before a field is dropped,
 * **space behind it belongs to it**. A field may stand in double quotes, with `""` for a quote.
 *
 * @param line without its line break
 * @returns undefined for a stray or missing quote
 */
export function readCsvFields(line: string): string[] | undefined {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    rest = trimSpaceLeft(rest);
    const field = rest.startsWith('"') ? /^"((?:[^"]|"")*)"(,|$)/.exec(rest) : /^([^",]*)(,|$)/.exec(rest);
    if (!field) return undefined;
    const [whole, text = '', end] = field;
    fields.push(rest.startsWith('"') ? text.replaceAll('""', '"') : text);
    if (end === '') return fields;
    rest = rest.slice(whole.length);
  }
}
