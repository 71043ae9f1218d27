import type { Writes } from '@tinjis/manifests/edit/apply';
import { folderOf, type Tree } from '@tinjis/manifests/tree/tree';
import type { Explanation } from '@tinjis/manifests/failure';
import { manifestFolder, overlayFile, serviceKey, sourceFolder, teamApplication, databaseOf } from '../model/layout.ts';
import { type DeveloperTeam, type Service, type ServiceName, type Teams, teamsPath } from '../model/teams.ts';
import { type KeyEntry, writtenKeys } from '../seal/api-keys.ts';
import { follow, type PlannedSteps, removal } from './follow.ts';
import { editTeamFile, without } from './team-file.ts';
import { loadTeams } from '../load/teams.ts';

/**
 * Plans to take a service out, or a whole team: its entry in the team file, itself as a caller of others, its manifests
 * and the keys by which others know it, and every generated file that follows. Nothing on a cluster is deleted by the
 * merge alone: each deletion waits for a confirmation.
 * @param target `team`, or `team/service`
 */
export function offboard(tree: Tree, target: string): PlannedSteps {
  const teams = loadTeams(tree);
  const [name = '', service] = target.split('/');
  const refusal = refuse(teams, target);
  if (refusal) return { refusal };
  const team = teams.developers.find((each) => each.name === name) as DeveloperTeam;
  const leaving = team.services.filter((each) => service === undefined || each.name === service);
  const text = tree.text(teamsPath);
  const gone =
    service === undefined ? { teams: [name], services: [] } : { teams: [], services: [{ team: name, service }] };
  const edited = editTeamFile(text, (document) => without(text, document, teams, gone));
  if ('refusal' in edited) return edited;
  const planned = follow(tree, edited.text.replace(/\n{3,}/g, '\n\n').replace(/\n+$/, '\n'), (after) => ({
    ...removal(tree, service === undefined ? `apps/${name}` : manifestFolder({ team: name, service })),
    ...forgottenKeys(tree, after, leaving),
  }));
  return { ...planned, then: service === undefined ? afterTeam(team) : afterService(leaving[0] as Service) };
}

function refuse(teams: Teams, target: string): Explanation | undefined {
  const [owner, service] = target.split('/');
  const team = teams.developers.find(({ name }) => name === owner);
  const known = teams.developers.flatMap(({ name, services }) => [
    name,
    ...services.map((each) => serviceKey({ team: name, service: each.name })),
  ]);
  if (!team || !known.includes(target))
    return {
      what: `there is no team or service ${target}`,
      at: teams.at(['teams']),
      fix: `name one of ${known.join(', ')}`,
    };
  if (service !== undefined && team.services.length === 1)
    return {
      what: `${target} is the only service of its team`,
      at: teams.at(['teams', team.name, 'services', service]),
      why: 'a team has at least one',
      fix: `take the team out with it: npx tinjis offboard ${team.name}`,
    };
  if (service === undefined && team.services.length > 1)
    return {
      what: `${target} has ${team.services.length} services`,
      at: teams.at(['teams', team.name, 'services']),
      why: "a service's objects are deleted by its Application, which the team's own Application deletes: the other way round they stay behind",
      fix: `take out all but one first, and let their deletion finish: npx tinjis offboard ${serviceKey({ team: team.name, service: String(team.services[0]?.name) })}`,
    };
  return undefined;
}

/** The key files of services that stay, without the hashes of keys that leaving services show. */
function forgottenKeys(tree: Tree, after: Teams, leaving: readonly Service[]): Writes {
  const callers = leaving.map(({ name }) => name);
  const overlays = after.developers
    .flatMap((team) => team.services)
    .flatMap(({ team, name }) => after.clusters.map((cluster) => overlayFile({ team, service: name }, cluster.name)));
  return Object.fromEntries(
    overlays
      .map((overlay) => `${folderOf(overlay)}/api-keys.json`)
      .filter((file) => tree.kind(file) === 'file')
      .flatMap((file) => {
        const keys = JSON.parse(tree.text(file)) as readonly KeyEntry[];
        const kept = keys.filter(({ caller }) => !callers.includes(caller));
        return kept.length === keys.length ? [] : [[file, writtenKeys(kept)] as const];
      }),
  );
}

const approve = (application: string): string =>
  `kubectl annotate application -n argocd ${application} argocd.argoproj.io/deletion-approved=$(date -u +%FT%TZ) --overwrite`;

function afterService({ name, team, namespace, database }: Service): readonly string[] {
  return [
    ...(database === undefined ? [] : [backup({ team, service: name }, namespace)]),
    'merge: the deletion of its Application waits for your confirmation',
    `confirm on each cluster, which deletes the Application and its objects: ${approve(teamApplication(team))}`,
    ...(database === undefined
      ? []
      : [confirmDatabase(name), `the volume stays until you delete it: kubectl get pvc -n ${namespace}`]),
    `remove its program, if it is here: ${sourceFolder({ service: name })}`,
  ];
}

function afterTeam({ name, namespace, services }: DeveloperTeam): readonly string[] {
  const [service] = services as readonly [Service];
  return [
    ...(service.database === undefined ? [] : [backup({ team: name, service: service.name }, namespace)]),
    'merge: the deletion of the Application of the team waits for your confirmation',
    `confirm on each cluster, which deletes this Application alone: ${approve('platform')}`,
    `delete its service's Application with its objects: kubectl delete application -n argocd ${service.name}`,
    ...(service.database === undefined ? [] : [confirmDatabase(service.name)]),
    `delete the namespace, with every volume in it, once nobody needs its data: kubectl delete namespace ${namespace}`,
    `delete what is left of it in Argo CD: kubectl delete appproject -n argocd ${name}`,
    `remove its program, if it is here, and the team on GitHub: ${sourceFolder({ service: service.name })}`,
  ];
}

/** The database waits for a confirmation of its own: its StatefulSet says so. */
const confirmDatabase = (service: string): string => `confirm the deletion of its database: ${approve(service)}`;

const backup = ({ team, service }: ServiceName, namespace: string): string =>
  `save the data of ${team}/${service}: pg_dump of ${databaseOf(service)} in ${namespace}`;
