import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { fieldOf } from '@tinjis/manifests/edit/mapping';
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
    const lines = [...writtenFields(head), 'services:', ...stepIn(entryLines(service, entry))];
    return append(text, teams, ['', `${team}:`, ...stepIn(lines)]);
  }
  const services = mapAt(known, 'services');
  if (workload === undefined) return append(text, services, entryLines(service, entry));
  const owner = services && mapAt(services, service);
  const workloads = owner && mapAt(owner, 'workloads');
  const lines = entryLines(workload, entry);
  return workloads ? append(text, workloads, lines) : append(text, owner, ['workloads:', ...stepIn(lines)]);
}

/** The entry of a service or a workload. */
function entryLines(name: string, entry: OnboardRequest['entry']): readonly string[] {
  const fields = writtenFields(entry);
  return fields.length === 0 ? [`${name}: {}`] : [`${name}:`, ...stepIn(fields)];
}

function mapAt(node: unknown, key: string): YAMLMap | undefined {
  const value = fieldOf(node as YAMLMap, key)?.value;
  return isMap(value) ? value : undefined;
}

/** Adds a file to the resources of a kustomization, as the last. */
export function withResource(text: string, path: string, file: string): EditedTeamFile {
  const list = parseDocument(text).get('resources');
  return append(text, isSeq(list) ? list : undefined, [`- ${file}`], path);
}
