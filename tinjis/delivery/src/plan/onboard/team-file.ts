import { isMap, parseDocument, type YAMLMap } from 'yaml';
import { applySplices, fieldOf } from '@tinjis/manifests/edit/mapping';
import { teamsPath } from '../../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';
import type { OnboardRequest } from './onboard.ts';

type Entered = { readonly text: string } | { readonly refusal: Explanation };

/**
 * Adds a service to the team file, and its team if that is new, as the last entry of its kind. Every other byte stays.
 * @param text a team file without faults
 * @param organisation first part of the groups of new teams
 */
export function withService(text: string, organisation: string, request: OnboardRequest): Entered {
  const { team, service, members, port, opsPort, callers, outside, database } = request;
  const teams = mapAt(parseDocument(text).contents, 'teams');
  const known = teams && mapAt(teams, team);
  const fields = [
    `${service}:`,
    ...(port === undefined ? [] : [`  port: ${port}`]),
    `  opsPort: ${opsPort}`,
    ...(port === undefined ? [] : [`  callers: [${callers.join(', ')}]`, `  outside: ${outside}`]),
    ...(database ? ['  database: postgresql'] : []),
  ];
  if (known) return append(text, mapAt(known, 'services'), fields);
  const head = [
    `${team}:`,
    '  role: developer',
    `  group: ${organisation}:${team}`,
    `  members: [${members.join(', ')}]`,
    `  namespace: ${team}`,
    '  services:',
  ];
  return append(text, teams, ['', ...head, ...fields.map((line) => `    ${line}`)]);
}

function mapAt(node: unknown, key: string): YAMLMap | undefined {
  const value = fieldOf(node as YAMLMap, key)?.value;
  return isMap(value) ? value : undefined;
}

function append(text: string, map: YAMLMap | undefined, lines: readonly string[]): Entered {
  if (!map || map.flow) {
    return {
      refusal: {
        what: `${teamsPath} is written in braces where an entry is to be added`,
        fix: 'write teams and services as lines of `key: value`',
      },
    };
  }
  const [start, end] = map.range as [number, number, number];
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  // The range of a block ends behind its last line, or at the end of a text without a last line end.
  const put = lines.map((line) => `${line === '' ? '' : indent}${line}${eol}`).join('');
  return { text: applySplices(text, [{ start: end, end, put: text[end - 1] === '\n' ? put : `${eol}${put}` }]) };
}
