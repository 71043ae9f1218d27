import type { YAMLMap } from 'yaml';
import { type EditFault, removeField, setFields, type Splice } from '@tinjis/manifests/edit/mapping';
import type { Teams } from '../../model/teams.ts';
import { type EditedTeamFile, editTeamFile, listOf, without } from '../team-file.ts';
import type { AdoptRequest } from './adopt.ts';

/**
 * The team file under its new owner: every comment, order and blank line stays.
 * @param text the team file from which `teams` was read
 */
export function adoptedTeamFile(text: string, teams: Teams, request: AdoptRequest): EditedTeamFile {
  const { organisation, repository, registry, deliveryApp } = request;
  const staying = request.example ? teams.developers : [];
  const edited = editTeamFile(text, (document) => {
    const edit = (path: readonly string[], fields: Readonly<Record<string, string>>): readonly Splice[] | EditFault =>
      Object.keys(fields).length === 0 ? [] : setFields(text, document.getIn(path) as YAMLMap, fields);
    const top = document.contents as YAMLMap;
    return [
      edit([], { organisation, repository, registry, ...(deliveryApp !== undefined && { deliveryApp }) }),
      // The old owner's App proposes nothing here.
      teams.deliveryApp !== undefined && deliveryApp === undefined ? removeField(text, top, 'deliveryApp') : [],
      ...teams.clusters.map((cluster) =>
        edit(['clusters', cluster.name], {
          ...domainOf(cluster, teams.organisation, request),
          ...standIn(teams.repository, cluster.repository, repository),
        }),
      ),
      ...[teams.platform, ...staying].map(({ name, group }) =>
        edit(['teams', name], renamed(group, teams.organisation, organisation)),
      ),
      ...Object.entries(request.members).map(([team, logins]) =>
        listOf(text, document.getIn(['teams', team, 'members'], true), logins),
      ),
      ...(request.example
        ? []
        : without(text, document, teams, { teams: teams.developers.map(({ name }) => name), services: [] })),
    ];
  });
  return 'refusal' in edited ? edited : { text: edited.text.replace(/(\r?\n)+$/, '$1') };
}

/** A cluster's new domain: the one asked for; without one, a domain that names the old owner names the new one. */
function domainOf(
  { name, outside }: Teams['clusters'][number],
  from: string,
  { domains, organisation }: AdoptRequest,
): { readonly domain?: string } {
  const asked = domains[name];
  if (asked !== undefined) return { domain: asked };
  if (outside.by !== 'gateway' || !outside.domain.split('.').includes(from)) return {};
  const labels = outside.domain.split('.').map((label) => (label === from ? organisation.toLowerCase() : label));
  return { domain: labels.join('.') };
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
