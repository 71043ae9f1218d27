import {
  type Document,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { applySplices, type EditFault, removeField, type Splice } from '@tinjis/manifests/edit/mapping';
import type { Explanation } from '@tinjis/manifests/failure';
import { type ServiceName, type Teams, teamsPath } from '../model/teams.ts';
import { workloadKey } from '../model/layout.ts';

/** The team file after an edit, or why it cannot be edited in place. */
export type EditedTeamFile = { readonly text: string } | { readonly refusal: Explanation };

/** Edits of the team file that leave every other byte alone. */
export type Edits = readonly (readonly Splice[] | EditFault)[];

/** @param edits the edits of the file, made from its parsed form */
export function editTeamFile(text: string, edits: (document: Document) => Edits): EditedTeamFile {
  const lines = new LineCounter();
  const made = edits(parseDocument(text, { lineCounter: lines }));
  const fault = made.find((each): each is EditFault => 'why' in each);
  if (!fault) return { text: applySplices(text, (made as readonly (readonly Splice[])[]).flat()) };
  const { line } = lines.linePos(fault.offset);
  const what = `${teamsPath} cannot be edited in place: ${fault.why}`;
  return { refusal: { what, at: { file: teamsPath, line }, fix: 'write it as lines of `key: value`' } };
}

/** Writes a list anew, in brackets. */
export function listOf(text: string, node: unknown, items: readonly string[]): readonly Splice[] {
  const [start, end] = (node as Node).range as [number, number, number];
  // A list of lines ends behind its last line end, which stays.
  const tail = /\r?\n$/.exec(text.slice(start, end))?.[0] ?? '';
  return [{ start, end, put: `[${items.join(', ')}]${tail}` }];
}

/** Takes teams out, or single services of teams that stay, and each of them out of the callers of those that stay. */
export function without(
  text: string,
  document: Document,
  teams: Teams,
  gone: { readonly teams: readonly string[]; readonly services: readonly ServiceName[] },
): Edits {
  const leaving = teams.developers
    .flatMap((team) => team.services)
    .filter(
      ({ team, name }) =>
        gone.teams.includes(team) || gone.services.some((each) => each.team === team && each.service === name),
    );
  const mapAt = (path: readonly string[]): YAMLMap => document.getIn(path) as YAMLMap;
  const removed = new Set([
    ...gone.teams.map((team) => mapAt(['teams', team])),
    ...gone.services.map(({ team, service }) => mapAt(['teams', team, 'services', service])),
  ]);
  const callers = new Set(leaving.flatMap(({ workloads }) => workloads.map(workloadKey)));
  return [
    ...gone.teams.map((team) => removeField(text, mapAt(['teams']), team)),
    ...gone.services.map(({ team, service }) => removeField(text, mapAt(['teams', team, 'services']), service)),
    ...callersEdited(text, document, removed, (caller) => (callers.has(caller) ? [] : [caller])),
  ];
}

/**
 * Edits every list of callers, wherever a port has one, outside the maps of some entries.
 * @param become what stands in the place of a caller
 */
export function callersEdited(
  text: string,
  document: Document,
  except: ReadonlySet<unknown>,
  become: (caller: string) => readonly string[],
): readonly (readonly Splice[])[] {
  return callerLists(document, except)
    .map((list) => ({ list, names: list.items.map((item) => String((item as Scalar).value)) }))
    .map(({ list, names }) => ({ list, names, edited: names.flatMap(become) }))
    .filter(({ names, edited }) => edited.join() !== names.join())
    .map(({ list, edited }) => listOf(text, list, edited));
}

/** Every list of callers, wherever a port has one, outside the maps of some entries. */
function callerLists(document: Document, except: ReadonlySet<unknown>): readonly YAMLSeq[] {
  const lists: YAMLSeq[] = [];
  visit(document, {
    Pair: (_, { key, value }) => {
      if (except.has(value)) return visit.SKIP;
      if (isSeq(value) && String(key) === 'callers') lists.push(value);
      return undefined;
    },
  });
  return lists;
}
