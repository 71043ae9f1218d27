import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { applySplices, fieldOf, written } from '@tinjis/manifests/edit/mapping';
import { teamsPath } from '../../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';
import type { OnboardRequest } from './onboard.ts';

type Entered = { readonly text: string } | { readonly refusal: Explanation };

/**
 * Adds a service to the team file, and its team if that is new, or a workload to a service that is there; each as the
 * last entry of its kind. Every other byte stays.
 * @param text a team file without faults
 * @param organisation first part of the groups of new teams
 */
export function withEntry(text: string, organisation: string, request: OnboardRequest): Entered {
  const { team, service, workload, members, share, containerMax, entry } = request;
  const teams = mapAt(parseDocument(text).contents, 'teams');
  const known = teams && mapAt(teams, team);
  if (!known) {
    const head = {
      role: 'developer',
      group: `${organisation}:${team}`,
      members,
      namespace: team,
      ...(share && { share }),
      ...(containerMax && { containerMax }),
    };
    const lines = [...fieldLines(head), 'services:', ...indented(entryLines(service, entry))];
    return append(text, teams, ['', `${team}:`, ...indented(lines)]);
  }
  const services = mapAt(known, 'services');
  if (workload === undefined) return append(text, services, entryLines(service, entry));
  const owner = services && mapAt(services, service);
  const workloads = owner && mapAt(owner, 'workloads');
  const lines = entryLines(workload, entry);
  return workloads ? append(text, workloads, lines) : append(text, owner, ['workloads:', ...indented(lines)]);
}

/** The entry of a service or a workload. */
function entryLines(name: string, entry: OnboardRequest['entry']): readonly string[] {
  const fields = fieldLines(entry);
  return fields.length === 0 ? [`${name}: {}`] : [`${name}:`, ...indented(fields)];
}

/** A field with entries of its own has each on a line; whatever is short stands in brackets and braces. */
function fieldLines(fields: object): readonly string[] {
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

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function mapAt(node: unknown, key: string): YAMLMap | undefined {
  const value = fieldOf(node as YAMLMap, key)?.value;
  return isMap(value) ? value : undefined;
}

/** Adds a file to the resources of a kustomization, as the last. */
export function withResource(text: string, path: string, file: string): Entered {
  const list = parseDocument(text).get('resources');
  return append(text, isSeq(list) ? list : undefined, [`- ${file}`], path);
}

function append(
  text: string,
  to: YAMLMap | YAMLSeq | undefined,
  lines: readonly string[],
  path: string = teamsPath,
): Entered {
  // Braces around nothing give way to lines.
  const empty = to?.flow === true && to.items.length === 0;
  if (!to || (to.flow && !empty)) {
    return {
      refusal: {
        what: `${path} is written in braces where an entry is to be added`,
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
