import { type Document, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import { applySplices, type EditFault, removeField, type Splice } from '@tinjis/manifests/edit/mapping';
import type { Explanation } from '@tinjis/manifests/failure';
import { type ServiceName, type Teams, teamsPath } from '../model/teams.ts';
import { workloadKey } from '../model/workloads.ts';

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

/** Takes teams out, or services of teams that stay, and their workloads out of the callers of everybody who stays. */
export function without(
  text: string,
  document: Document,
  teams: Teams,
  gone: { readonly teams: readonly string[]; readonly services: readonly ServiceName[] },
): Edits {
  const mapAt = (path: readonly string[]): YAMLMap => document.getIn(path) as YAMLMap;
  const removals = [
    ...gone.teams.map((team) => removeField(text, mapAt(['teams']), team)),
    ...gone.services.map(({ team, service }) => removeField(text, mapAt(['teams', team, 'services']), service)),
  ];
  const removed = removals.flatMap((each) => ('why' in each ? [] : each));
  const leaving = new Set(
    teams.developers
      .flatMap((team) => team.services)
      .filter(
        ({ team, name }) =>
          gone.teams.includes(team) || gone.services.some((each) => each.team === team && each.service === name),
      )
      .flatMap((service) => service.workloads.map(workloadKey)),
  );
  const staying: Splice[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'callers' || !isSeq(value)) return;
      const [start] = value.range as [number, number, number];
      const callers = value.items.map((item) => String(item));
      const kept = callers.filter((caller) => !leaving.has(caller));
      if (kept.length === callers.length || removed.some((each) => each.start <= start && start < each.end)) return;
      staying.push(...listOf(text, value, kept));
    },
  });
  return [...removals, staying];
}
