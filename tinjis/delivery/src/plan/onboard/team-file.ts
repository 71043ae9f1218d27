import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { append, writtenFields, stepIn } from '../entries.ts';
import type { EditedTeamFile } from '../team-file.ts';
import type { OnboardRequest } from './onboard.ts';

/**
 * Adds a service to the team file, and its team if that is new, or a workload to a service that is there; each as the
 * last entry of its kind. Every other byte stays.
 * @param text a team file without faults
 * @param organisation first part of the groups of new teams
 */
export function withEntry(text: string, organisation: string, request: OnboardRequest): EditedTeamFile {
  const { team, service, workload, members, share, containerMax, entry } = request;
  const document = parseDocument(text);
  const mapIn = (...path: readonly string[]): YAMLMap | undefined => {
    const found = document.getIn(['teams', ...path]);
    return isMap(found) ? found : undefined;
  };
  if (!mapIn(team)) {
    const head = {
      role: 'developer',
      group: `${organisation}:${team}`,
      members,
      namespace: team,
      ...(share && { share }),
      ...(containerMax && { containerMax }),
    };
    const lines = [...writtenFields(head), 'services:', ...stepIn(entryLines(service, entry))];
    return append(text, mapIn(), ['', `${team}:`, ...stepIn(lines)]);
  }
  if (workload === undefined) return append(text, mapIn(team, 'services'), entryLines(service, entry));
  const workloads = mapIn(team, 'services', service, 'workloads');
  const lines = entryLines(workload, entry);
  return workloads
    ? append(text, workloads, lines)
    : append(text, mapIn(team, 'services', service), ['workloads:', ...stepIn(lines)]);
}

/** The entry of a service or a workload. */
function entryLines(name: string, entry: OnboardRequest['entry']): readonly string[] {
  const fields = writtenFields(entry);
  return fields.length === 0 ? [`${name}: {}`] : [`${name}:`, ...stepIn(fields)];
}

/** Adds a file to the resources of a kustomization, as the last. */
export function withResource(text: string, path: string, file: string): EditedTeamFile {
  const list = parseDocument(text).get('resources');
  return append(text, isSeq(list) ? list : undefined, [`- ${file}`], path);
}
