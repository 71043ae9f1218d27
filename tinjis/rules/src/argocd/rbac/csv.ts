import { trimSpaceLeft } from '../go-space.ts';

/**
 * The fields of one policy line, as Go's encoding/csv reads them with TrimLeadingSpace: space before a field is
 * dropped, **space behind it belongs to it**; a field may stand in double quotes, with `""` for a quote.
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
