import type { YAMLMap, YAMLSeq } from 'yaml';
import { applySplices, written } from '@tinjis/manifests/edit/mapping';
import { teamsPath } from '../model/teams.ts';
import type { EditedTeamFile } from './team-file.ts';

/**
 * Fields as the team file writes them: a field with entries of its own has each on a line, and whatever is short stands
 * in brackets and braces.
 */
export function writtenFields(fields: object): readonly string[] {
  return Object.entries(fields).flatMap(([key, value]: [string, unknown]) => {
    const items = Object.entries(value as object);
    if (!items.some(([, item]) => typeof item === 'object')) return [`${key}: ${flow(value)}`];
    return [`${key}:`, ...items.map(([name, item]) => `  ${Array.isArray(value) ? '-' : `${name}:`} ${flow(item)}`)];
  });
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'string') return written(value);
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value as object)
    .map(([key, item]) => `${key}: ${flow(item)}`)
    .join(', ')}}`;
}

/** Lines, one step further in. */
export function stepIn(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/**
 * Adds lines to a mapping or a list, as the last. Every other byte stays.
 * @param path the file, for a refusal
 */
export function append(
  text: string,
  to: YAMLMap | YAMLSeq | undefined,
  lines: readonly string[],
  path: string = teamsPath,
): EditedTeamFile {
  // Braces around nothing give way to lines.
  const empty = to?.flow === true && to.items.length === 0;
  if (!to || (to.flow && !empty)) {
    return {
      refusal: {
        what: `${path} has no lines where an entry is to be added: they are missing, or written in braces`,
        fix: 'write the entries there as lines: `key: value`, or `- file`',
      },
    };
  }
  const [start, valueEnd, end] = to.range as [number, number, number];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = empty ? `${/^ */.exec(text.slice(lineStart))?.[0]}  ` : ' '.repeat(start - lineStart);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const put = lines.map((line) => (line === '' ? line : `${indent}${line}`)).join(eol);
  if (empty) return { text: applySplices(text, [{ start: start - 1, end: valueEnd, put: `${eol}${put}` }]) };
  // The range of a block ends behind its last line, or at the end of a text without a last line end.
  const before = text[end - 1] === '\n' ? '' : eol;
  return { text: applySplices(text, [{ start: end, end, put: `${before}${put}${eol}` }]) };
}
