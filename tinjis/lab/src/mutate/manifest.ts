import { type Document, isCollection, isNode, LineCounter, parseAllDocuments } from 'yaml';
import type { FieldPath } from '@tinjis/rules/objects/located';
import { assign, get, type JsonValue } from './json.ts';

/** A text after one edit, and the place of the edit. */
export interface Edit {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** One YAML document of a file, as a value whose fields can be edited in the file's text. */
export interface Manifest {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly value: JsonValue;
  /**
   * The file's text with one field set, or removed if `put` is undefined; an empty path removes the document. The edit
   * rewrites only the field, or the smallest collection around it, as JSON, which is also YAML.
   */
  edit(path: FieldPath, put?: JsonValue): Edit;
}

/** The documents of a YAML text, without empty ones. */
export function readManifests(file: string, text: string): readonly Manifest[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines }) as Document[];
  return documents
    .filter(({ contents }) => contents !== null)
    .map((document): Manifest => {
      const value = document.toJS() as JsonValue;
      return {
        file,
        kind: String(get(value, ['kind']) ?? ''),
        name: String(get(value, ['metadata', 'name']) ?? ''),
        value,
        edit: (path, put) => {
          const at = holder(document, path, put !== undefined);
          const node = document.getIn(at, true);
          if (!isNode(node) || !node.range) throw new Error(`${file} has no field ${path.join('.')} to edit`);
          const [start, end] = node.range;
          const changed = path.length === 0 ? null : (assign(get(value, at), path.slice(at.length), put) ?? null);
          const lineEnd = text.slice(start, end).endsWith('\n') ? '\n' : '';
          return {
            file,
            line: lines.linePos(start).line,
            text: text.slice(0, start) + JSON.stringify(changed) + lineEnd + text.slice(end),
          };
        },
      };
    });
}

/** The field itself if it is only replaced, else the nearest existing collection around it. */
function holder(document: Document, path: FieldPath, replaced: boolean): FieldPath {
  if (path.length === 0 || (replaced && isNode(document.getIn(path, true)))) return path;
  const parent = path.slice(0, -1);
  return isCollection(document.getIn(parent, true)) ? parent : holder(document, parent, false);
}
