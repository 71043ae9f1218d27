import { isCollection, isMap, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { teamsPath, type TeamsFault, type TeamsFaults } from '../teams.ts';
import { decodeTeams, type TeamsReading } from './read.ts';

/**
 * Reads the team file, as {@link decodeTeams} does after syntax has passed.
 * Apart from it, since the parser that keeps comments is slow to load and only commands that write need it.
 *
 * @param text the file's text
 * @param file its path from the repository's top, for locations
 */
export function readTeams(text: string, file: string = teamsPath): TeamsReading {
  const parsed = parseSyntax(text, file);
  return 'faults' in parsed ? parsed : decodeTeams(parsed.value, parsed.at);
}

/** The file's YAML as a plain value and a way back from each field to its line. */
export function parseSyntax(
  text: string,
  file: string,
): { value: unknown; at: (path?: FieldPath) => At } | { faults: TeamsFaults } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): At => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: TeamsFault[] = document.errors.map((error) => ({
    at: at(error.pos[0]),
    what: `The team file is not valid YAML: ${error.message}.`,
    fix: 'Fix the syntax here; `git diff` shows what changed last.',
  }));
  visit(document, {
    Alias: (_, alias) => {
      faults.push({
        at: at(startOf(alias)),
        what: `The team file repeats ${alias.source} by an alias.`,
        fix: 'Write the value out, so that a right is read where it is given.',
      });
    },
  });
  const [first, ...more] = faults;
  if (first) return { faults: [first, ...more] };
  return { value: document.toJS(), at: (path = []) => at(offsetOf(document, path)) };
}

/** A field is found at its key, an item at its value, a missing one at the nearest parent that is there. */
function offsetOf(document: Document, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    if (!isCollection(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(key) === String(step));
      if (!pair) return offset;
      offset = startOf(pair.key);
      node = pair.value;
    } else {
      const item: unknown = node.items[Number(step)];
      if (item === undefined) return offset;
      offset = startOf(item);
      node = item;
    }
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
