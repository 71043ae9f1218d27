import { isScalar, parse, type Pair, type Scalar, type YAMLMap } from 'yaml';

/** A change of a text: the characters from `start` to `end` give way to `put`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

/** Applies splices that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((edited, { start, end, put }) => edited.slice(0, start) + put + edited.slice(end), text);
}

/** Why a mapping cannot be edited in place, with the offset to show. */
export interface EditFault {
  readonly offset: number;
  readonly why: string;
}

/**
 * Sets fields of one block mapping and leaves every other byte alone: comments, order, quotes, line ends.
 * A field that is there keeps its place; missing ones follow the nearest field before them in `fields`, else the last
 * one.
 * @param text what `map` was parsed from
 * @param fields values by key, in the order new ones are to be written
 */
export function setFields(
  text: string,
  map: YAMLMap,
  fields: Readonly<Record<string, string>>,
): readonly Splice[] | EditFault {
  if (map.flow) return { offset: startOf(map), why: 'it is written in braces, so there is no line for a new field' };
  const indent = startOf(map) - lineStart(text, startOf(map));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const splices: Splice[] = [];
  const added = new Map<number, string[]>();
  // In YAML only braces can hold no field at all.
  let before = map.items.at(-1) as Pair;
  for (const [key, value] of Object.entries(fields)) {
    const pair = fieldOf(map, key);
    if (pair) {
      if (!isScalar(pair.value) || pair.value.anchor || pair.value.tag) {
        return { offset: startOf(pair.key), why: `${key} is not a plain value` };
      }
      if (pair.value.value !== value) splices.push(replacement(text, pair.value, value));
      before = pair;
    } else {
      const at = lineAfter(text, endOf(before));
      added.set(at, [...(added.get(at) ?? []), `${' '.repeat(indent)}${written(key)}: ${written(value)}${eol}`]);
    }
  }
  for (const [start, lines] of added) {
    const unended = start === text.length && !text.endsWith('\n');
    const put = lines.join('');
    splices.push({ start, end: start, put: unended ? eol + put.slice(0, -eol.length) : put });
  }
  return splices;
}

/** Removes one field of a block mapping with its line or lines. The mapping keeps at least one other field. */
export function removeField(text: string, map: YAMLMap, key: string): readonly Splice[] | EditFault {
  const pair = fieldOf(map, key);
  if (!pair) return [];
  if (map.flow || map.items.length === 1)
    return { offset: startOf(map), why: `${key} cannot be taken out of a mapping in braces, nor as the last field` };
  return [{ start: lineStart(text, startOf(pair.key)), end: lineAfter(text, endOf(pair)), put: '' }];
}

/** The field of that name, if the mapping has it. */
export function fieldOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((each) => isScalar(each.key) && each.key.value === key);
}

/** The value as YAML: plain where both YAML 1.1 and 1.2 read the same string from it, else in double quotes. */
export function written(value: string): string {
  return (['1.1', '1.2'] as const).every((version) => isSame(value, version)) ? value : JSON.stringify(value);
}

function isSame(value: string, version: '1.1' | '1.2'): boolean {
  try {
    return parse(value, { version, logLevel: 'error' }) === value;
  } catch {
    return false;
  }
}

function replacement(text: string, scalar: Scalar, value: string): Splice {
  const [start, end] = scalar.range as [number, number, number];
  // A block scalar's range ends behind its last line end, an empty value has no width and stands right behind its
  // colon.
  const tail = text.slice(start, end).match(/\r?\n$/)?.[0] ?? '';
  const before = text[start - 1] === ':' ? ' ' : '';
  const after = start === end && text[end] === '#' ? ' ' : '';
  return { start, end, put: `${before}${written(value)}${after}${tail}` };
}

function startOf(node: unknown): number {
  return (node as { range: [number, number, number] }).range[0];
}

function endOf({ key, value }: Pair): number {
  return ((value ?? key) as { range: [number, number, number] }).range[1];
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineAfter(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}
