import { parseDocument } from 'yaml';
import type { Writes } from '@tinjis/manifests/edit/apply';
import { applySplices } from '@tinjis/manifests/edit/mapping';
import { isKustomization } from '@tinjis/manifests/kustomization';
import type { Explanation } from '@tinjis/manifests/failure';
import { filesBelow, type Tree } from '@tinjis/manifests/tree/tree';
import { loadTeams, serviceNamed } from '../load/teams.ts';
import {
  connectionsFrom,
  databaseOf,
  hostOf,
  manifestFolder,
  serviceKey,
  sourceFolder,
  workloadKey,
  workloadsOfTeam,
} from '../model/layout.ts';
import type { ServiceEntry } from '../model/teams/read.ts';
import { developerTeam, type Service, type ServiceName, type Teams, teamsPath } from '../model/teams.ts';
import { sealedItems } from './adopt/secrets.ts';
import { follow, type PlannedSteps } from './follow.ts';
import { refuseService } from './onboard/onboard.ts';
import { withEntry } from './onboard/team-file.ts';
import { neverBuilt } from './overlay-text.ts';
import { callersEdited } from './team-file.ts';

/**
 * Plans the first of two steps by which a service gets another name, or another team: it stands under the new name
 * beside the old one, and may connect wherever the old one may. Nothing of the old one changes, so no data is lost; it
 * leaves by `offboard`, once nobody uses it any more.
 * @param from `team/service`
 * @param written the new name, or `team/service`
 * @param members GitHub logins of a new team
 * @throws Failure (misuse) for a service that is not there
 */
export function rename(tree: Tree, from: string, written: string, members: readonly string[]): PlannedSteps {
  const teams = loadTeams(tree);
  if (developerTeam(teams, from)) return { refusal: teamStays(teams, from) };
  const old = serviceNamed(teams, from);
  const slash = written.indexOf('/');
  const to = { team: slash < 0 ? old.team : written.slice(0, slash), service: written.slice(slash + 1) };
  const keys = new Map(
    old.workloads.map((each) => [workloadKey(each), `${serviceKey(to)}${each.name.slice(old.name.length)}`]),
  );
  const text = tree.text(teamsPath);
  const document = parseDocument(text);
  const own = document.getIn(['teams', old.team, 'services', old.name]);
  // Inside the entry only callers are written as `team/workload`.
  const entry = JSON.parse(
    JSON.stringify(own),
    (_, value: unknown) => keys.get(value as string) ?? value,
  ) as ServiceEntry;
  const request = { ...to, members, entry, images: [], autoscaler: false };
  const refusal = refuseService(tree, teams, request);
  if (refusal) return { refusal };
  const calling = callersEdited(text, document, new Set([own]), (caller) =>
    [caller, keys.get(caller)].filter((each) => each !== undefined),
  );
  const [organisation] = teams.platform.group.split(':') as [string];
  const entered = withEntry(applySplices(text, calling.flat()), organisation, request);
  if ('refusal' in entered) return entered;
  return {
    ...follow(tree, entered.text, (after) => copies(tree, after, old, to)),
    then: afterwards(tree, teams, old, to),
  };
}

/** Why a team keeps its name, and what to do instead. */
function teamStays({ at }: Teams, team: string): Explanation {
  return {
    what: `the team ${team} cannot be renamed in one step`,
    at: at(['teams', team]),
    why: 'its namespace, project and Applications bear its name, and Argo CD takes over nothing that another Application brought: it would have to go before it could come back',
    fix: `move its services to a new team, each beside the old one: npx tinjis rename ${team}/SERVICE NEW-TEAM/NEW-SERVICE --member LOGIN`,
  };
}

/** The manifests under the new name. Nothing was built under it, and sealed values open under their own names alone. */
function copies(tree: Tree, after: Teams, old: Service, to: ServiceName): Writes {
  const [from, folder] = [manifestFolder({ team: old.team, service: old.name }), manifestFolder(to)];
  const { namespace } = serviceNamed(after, serviceKey(to));
  const strangers = new Set(
    after.developers
      .flatMap(workloadsOfTeam)
      .map(({ name }) => name)
      .filter((name) => !old.workloads.some((each) => each.name === name)),
  );
  return Object.fromEntries(
    filesBelow(tree, from).map((path) => {
      const text = tree.text(path);
      if (sealedItems(text).length > 0)
        return [path.replace(from, folder), '# Empty until `tinjis seal` enters the first value.\n'];
      const built = isKustomization(path) ? neverBuilt(text, after.registry) : text;
      const named = renamedText(built, old.name, to.service, strangers);
      return [path.replace(from, folder), movedText(named, old.namespace, namespace)];
    }),
  );
}

/**
 * A text in which every name that begins with the service's name begins with the new one. Names of files and of images
 * that others built stay, and so do workloads of others.
 */
function renamedText(text: string, from: string, to: string, strangers: ReadonlySet<string>): string {
  const name = new RegExp(`(?<![\\w-])${from}((?:-[a-z0-9]+)*)(?![\\w-]|\\.(?:ya?ml|json)\\b)`, 'g');
  return text
    .split('\n')
    .map((line) =>
      line.includes('@sha256:')
        ? line
        : line.replace(name, (found, rest: string) => (strangers.has(found) ? found : `${to}${rest}`)),
    )
    .join('\n');
}

/** A text of another namespace: the field of that name, and addresses in it. */
function movedText(text: string, from: string, to: string): string {
  return text.replace(new RegExp(`(?<=namespace: )${from}(?![\\w-])|(?<=\\.)${from}(?=\\.svc\\b)`, 'g'), to);
}

/** Both steps and what lies between them, in the order that loses no data. */
function afterwards(tree: Tree, teams: Teams, old: Service, to: ServiceName): readonly string[] {
  const [from, key] = [`${old.team}/${old.name}`, serviceKey(to)];
  const callers = teams.developers
    .flatMap(workloadsOfTeam)
    .filter((each) => !old.workloads.includes(each))
    .map(workloadKey)
    .filter((each) =>
      connectionsFrom(teams)
        .get(each)
        ?.some((edge) => old.workloads.includes(edge.to)),
    );
  const hosts = teams.clusters.flatMap((cluster) =>
    old.outside && cluster.outside.by === 'gateway' ? [hostOf({ ...old, name: to.service }, cluster)] : [],
  );
  const last = to.team !== old.team && developerTeam(teams, old.team)?.services.length === 1;
  return [
    `merge: ${key} comes beside ${from}, of which nothing changes`,
    ...sealSteps(tree, old, to),
    `give it its program: git mv ${sourceFolder({ service: old.name })} ${sourceFolder(to)}; it runs once its image is entered`,
    ...(old.database === undefined
      ? []
      : [`stop ${from}, and move its data: pg_dump of ${databaseOf(old.name)} into ${databaseOf(to.service)}`]),
    ...callers.map((each) => `let ${each} call ${key}: its settings name ${from}`),
    ...(hosts.length === 0 ? [] : [`tell clients outside the new host names: ${hosts.join(', ')}`]),
    `take the old one out, which asks before it deletes anything: npx tinjis offboard ${last ? old.team : from}`,
  ];
}

/** Every value that is sealed for the old name: nobody can read it back, so it is sealed anew. */
function sealSteps(tree: Tree, { team, name }: Service, to: ServiceName): readonly string[] {
  const overlays = `${manifestFolder({ team, service: name })}/overlays`;
  return filesBelow(tree, overlays).flatMap((path) =>
    sealedItems(tree.text(path)).map(({ name: secret, item }) => {
      const seal = `npx tinjis seal ${serviceKey(to)} --cluster ${path.slice(overlays.length + 1).split('/')[0]}`;
      return item.endsWith('-api-key')
        ? `give it an API key of its own: ${seal} --rotate start`
        : `seal its value of ${secret}/${item}: ${seal} --secret ${renamedText(secret, name, to.service, new Set())} --item ${item} --new`;
    }),
  );
}
