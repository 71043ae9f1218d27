import { LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { applySplices, type EditFault, setFields, type Splice } from '@tinjis/manifests/edit/mapping';
import { type Teams, teamsPath } from '../../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';
import type { AdoptRequest } from './adopt.ts';

/**
 * The team file under its new owner: every comment, order and blank line stays.
 * @param text the team file from which `teams` was read
 */
export function adoptedTeamFile(
  text: string,
  teams: Teams,
  request: AdoptRequest,
): { readonly text: string } | { readonly refusal: Explanation } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const edit = (path: readonly string[], fields: Readonly<Record<string, string>>): readonly Splice[] | EditFault =>
    Object.keys(fields).length === 0 ? [] : setFields(text, document.getIn(path) as YAMLMap, fields);
  const { organisation, repository, registry, deliveryApp } = request;
  const edits = [
    edit([], { organisation, repository, registry, ...(deliveryApp !== undefined && { deliveryApp }) }),
    ...teams.clusters.map(({ name, repository: current }) =>
      edit(['clusters', name], {
        ...(request.domains[name] !== undefined && { domain: request.domains[name] }),
        ...standIn(teams.repository, current, repository),
      }),
    ),
    ...[teams.platform, ...teams.developers].map(({ name, group }) =>
      edit(['teams', name], renamed(group, teams.organisation, organisation)),
    ),
    ...Object.entries(request.members).map(([team, logins]) =>
      listOf(text, document.getIn(['teams', team, 'members'], true), logins),
    ),
  ];
  const fault = edits.find((each): each is EditFault => 'why' in each);
  if (fault) {
    const { line } = lines.linePos(fault.offset);
    const what = `${teamsPath} cannot be edited in place: ${fault.why}`;
    return { refusal: { what, at: { file: teamsPath, line }, fix: 'write it as lines of `key: value`' } };
  }
  return { text: applySplices(text, (edits as readonly (readonly Splice[])[]).flat()) };
}

/** The identity provider names groups `organisation:team`. */
function renamed(group: string, from: string, to: string): { readonly group?: string } {
  return group.startsWith(`${from}:`) ? { group: to + group.slice(from.length) } : {};
}

/** A git server that stands in for GitHub keeps its host, and serves the repository under the same path as GitHub. */
function standIn(repository: string, current: string, wanted: string): { readonly repository?: string } {
  const { pathname } = new URL(repository);
  if (current === repository || !current.endsWith(pathname)) return {};
  return { repository: current.slice(0, -pathname.length) + new URL(wanted).pathname };
}

function listOf(text: string, node: unknown, items: readonly string[]): readonly Splice[] {
  const [start, end] = (node as Node).range as [number, number, number];
  // A list of lines ends behind its last line end, which stays.
  const tail = /\r?\n$/.exec(text.slice(start, end))?.[0] ?? '';
  return [{ start, end, put: `[${items.join(', ')}]${tail}` }];
}
