import { parseDocument, type YAMLMap } from 'yaml';
import type { Writes } from '@tinjis/manifests/edit/apply';
import type { Explanation } from '@tinjis/manifests/failure';
import { isKustomization } from '@tinjis/manifests/kustomization';
import { filesBelow, type Tree } from '@tinjis/manifests/tree/tree';
import { loadTeams } from '../../load/teams.ts';
import { mark } from '../../model/generated.ts';
import { clusterFolder, manifestFolder } from '../../model/layout.ts';
import type { ClusterEntry } from '../../model/teams/read.ts';
import { type Cluster, type Teams, teamsPath } from '../../model/teams.ts';
import { sealedClusters } from '../adopt/keys.ts';
import { append, writtenFields, stepIn } from '../entries.ts';
import { follow, type PlannedSteps } from '../follow.ts';
import { movedHosts, neverBuilt, replaceName } from '../overlay-text.ts';

/** A new cluster, made after another. A field that is left out is as it is there. */
export interface NewCluster {
  readonly name: string;
  /** The cluster whose folders it starts from. */
  readonly like: string;
  /** Domain of its Gateway; never that of the other cluster. */
  readonly domain?: string;
  /** Address range of its pods. */
  readonly pods?: string;
  /** Namespace that may scrape. */
  readonly monitoring?: string;
}

/**
 * Plans a new cluster, the last in the order of promotion: its entry in the team file, its folder, an overlay of every
 * service, and every generated file that follows. Its sealed values are still those of the other cluster, which only
 * that one can open: they need successors before anything is written.
 */
export function addCluster(tree: Tree, request: NewCluster): PlannedSteps {
  const before = loadTeams(tree);
  const refusal = refuse(tree, before, request);
  if (refusal) return { refusal };
  const text = tree.text(teamsPath);
  const document = parseDocument(text);
  const { name, like, ...fields } = request;
  const entry = { ...(document.toJS() as { clusters: Record<string, ClusterEntry> }).clusters[like], ...fields };
  const edited = append(text, document.get('clusters') as YAMLMap, [`${name}:`, ...stepIn(writtenFields(entry))]);
  if ('refusal' in edited) return edited;
  return {
    ...follow(tree, edited.text, (after) => copies(tree, before, after, request)),
    then: afterwards(before, name),
  };
}

function refuse(tree: Tree, teams: Teams, { name, like, domain }: NewCluster): Explanation | undefined {
  const names = teams.clusters.map((each) => each.name);
  const found = teams.clusters.find((each) => each.name === like);
  if (names.includes(name))
    return { what: `there is a cluster ${name} already`, at: teams.at(['clusters', name]), fix: 'choose another name' };
  if (filesBelow(tree, clusterFolder(name)).length > 0)
    return {
      what: `${clusterFolder(name)} holds files already`,
      why: 'nothing of them is overwritten',
      fix: 'choose another name',
    };
  if (!found || !sealedClusters(tree, teams).includes(like))
    return {
      what: found ? `${like} has no sealing certificate in the repository` : `there is no cluster ${like}`,
      at: teams.at(['clusters', like]),
      ...(found && { why: 'its values are sealed when it comes up, so there is nothing to make a cluster after' }),
      fix: `name one of ${sealedClusters(tree, teams).join(', ')}`,
    };
  if (found.outside.by === 'gateway' && (domain ?? found.outside.domain) === found.outside.domain)
    return {
      what: `the Gateway of ${name} has no domain of its own`,
      at: teams.at(['clusters', like, 'domain']),
      why: 'one host name leads to one cluster',
      fix: 'name it: --domain DOMAIN',
    };
  return undefined;
}

/** What people wrote for the other cluster, with the names of the new one. Nothing was built for it yet. */
function copies(tree: Tree, before: Teams, after: Teams, { name, like }: NewCluster): Writes {
  const clusters = [
    before.clusters.find((each) => each.name === like),
    after.clusters.find((each) => each.name === name),
  ] as [Cluster, Cluster];
  const own = filesBelow(tree, clusterFolder(like)).filter((path) => !tree.text(path).startsWith(mark));
  const overlays = before.developers
    .flatMap((team) => team.services)
    .flatMap((service) => {
      const folder = `${manifestFolder({ team: service.team, service: service.name })}/overlays`;
      return filesBelow(tree, `${folder}/${like}`).map((path) => {
        const text = movedHosts(tree.text(path), service, ...clusters);
        const copied = isKustomization(path) ? neverBuilt(text, before.registry) : text;
        return [
          path.replace(`${folder}/${like}/`, `${folder}/${name}/`),
          renamedInComments(copied, like, name),
        ] as const;
      });
    });
  return Object.fromEntries([
    ...own.map((path) => [path.replace(clusterFolder(like), clusterFolder(name)), tree.text(path)] as const),
    ...overlays,
  ]);
}

function renamedInComments(text: string, from: string, to: string): string {
  return text.replace(/^#.*$/gm, (line) => replaceName(line, from, to));
}

function afterwards({ clusters }: Teams, name: string): readonly string[] {
  const last = (clusters.at(-1) as Cluster).name;
  return [
    `bring it up: kubectl apply --server-side -k ${clusterFolder(name)}/bootstrap, then the same with ${clusterFolder(name)}`,
    'tell the Git host its webhook, and the identity provider the address of its Argo CD, where people log in through one',
    `let each service run there: npx tinjis promote TEAM/SERVICE --from ${last} --to ${name}`,
    `it comes last in the order of promotion, after ${last}: if it should come earlier, move its lines in ${teamsPath}`,
  ];
}
