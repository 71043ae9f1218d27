import type { YAMLMap } from 'yaml';
import { removeField } from '@tinjis/manifests/edit/mapping';
import type { Explanation } from '@tinjis/manifests/failure';
import { filesBelow, type Tree } from '@tinjis/manifests/tree/tree';
import { loadTeams } from '../../load/teams.ts';
import { clusterFolder, databaseOf, manifestFolder, teamApplication } from '../../model/layout.ts';
import { type Teams, teamsPath } from '../../model/teams.ts';
import { sealingCertificateFile } from '../../seal/certificate.ts';
import { follow, type PlannedSteps, removal } from '../follow.ts';
import { editTeamFile } from '../team-file.ts';

/**
 * Plans to take a cluster out: its entry in the team file, its folder, and the overlays of all services. On the cluster
 * itself the merge deletes nothing: its Argo CD finds its folders no more, and leaves everything as it is.
 */
export function removeCluster(tree: Tree, name: string): PlannedSteps {
  const teams = loadTeams(tree);
  const refusal = refuse(teams, name);
  if (refusal) return { refusal };
  const text = tree.text(teamsPath);
  const edited = editTeamFile(text, (document) => [removeField(text, document.get('clusters') as YAMLMap, name)]);
  if ('refusal' in edited) return edited;
  const overlays = teams.developers
    .flatMap((team) => team.services)
    .map((service) => `${manifestFolder({ team: service.team, service: service.name })}/overlays/${name}`);
  return {
    ...follow(tree, edited.text, () => removal(tree, clusterFolder(name), ...overlays)),
    then: afterwards(tree, teams, name),
  };
}

function refuse({ clusters, at }: Teams, name: string): Explanation | undefined {
  const names = clusters.map((each) => each.name);
  if (!names.includes(name))
    return { what: `there is no cluster ${name}`, at: at(['clusters']), fix: `name one of ${names.join(', ')}` };
  if (names.length === 1)
    return {
      what: `${name} is the only cluster`,
      at: at(['clusters', name]),
      why: 'without a cluster the repository delivers nothing',
      fix: 'add its successor first: npx tinjis cluster add NAME',
    };
  return undefined;
}

/** What stays behind on the cluster and elsewhere, in the order that loses no data. */
function afterwards(tree: Tree, { clusters, developers, platform }: Teams, name: string): readonly string[] {
  const services = developers.flatMap((team) => team.services);
  const order = clusters.filter((each) => each.name !== name).map((each) => each.name);
  return [
    ...services
      .filter(({ database }) => database !== undefined)
      .map(
        (service) =>
          `save the data of ${service.team}/${service.name} on ${name}: pg_dump of ${databaseOf(service.name)} in ${service.namespace}`,
      ),
    ...naming(tree, name).map((place) => `let it name another cluster, or none: ${place}`),
    `merge: the Argo CD of ${name} finds its folders no more, says so, and deletes nothing: what runs there runs on, in its last version`,
    `take the machines of ${name} away; or, if they stay, delete what it runs: kubectl delete application -n argocd ${[...services.map((service) => service.name), ...developers.map((team) => teamApplication(team.name)), platform.name].join(' ')}`,
    ...(developers.length === 0
      ? []
      : [
          `on machines that stay, delete the namespaces last, with every volume in them: kubectl delete namespace ${developers.map(({ namespace }) => namespace).join(' ')} argocd`,
        ]),
    'remove its webhook from the Git host, its application from the identity provider, and its names from DNS',
    ...(tree.kind(sealingCertificateFile(name)) === 'file'
      ? [`keep its sealing key as long as a backup needs it, then destroy it: it opens every value in Git's history`]
      : []),
    `the order of promotion is now ${order.join(', then ')}`,
  ];
}

/** The places where a workflow names a cluster, as `file:line`. */
function naming(tree: Tree, name: string): readonly string[] {
  return filesBelow(tree, '.github').flatMap((file) =>
    tree
      .text(file)
      .split('\n')
      .flatMap((line, index) =>
        line
          .replace(/#.*$/, '')
          .split(/[^\w-]+/)
          .includes(name)
          ? [`${file}:${index + 1}`]
          : [],
      ),
  );
}
