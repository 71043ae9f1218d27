import { memoized } from '@tinjis/rules/memo';
import type { Finding } from '@tinjis/rules/finding';
import {
  codeownersFiles,
  clusterFolder,
  serviceFolderOf,
  serviceKey,
  teamFolder,
  overlayFile,
} from '../model/layout.ts';
import type { Model, ClusterModel, Workload } from '../model/model.ts';
import { decodeTeams } from '../model/teams/read.ts';
import { teamsPath, type Teams, type TeamsFault, type Cluster, type ServiceName } from '../model/teams.ts';
import { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { Objects } from '@tinjis/rules/objects/objects';
import { gather } from '@tinjis/manifests/kustomization/gather';
import type { Resource } from '@tinjis/rules/objects/located';
import { withImages } from '@tinjis/manifests/kustomization/images';
import { type ImageEntry, readKustomization } from '@tinjis/manifests/kustomization';
import { folderOf } from '@tinjis/manifests/tree/path';

/** A repository that could be read. `findings` say what in it was not followed, and so is not proved. */
export interface Repository {
  readonly tree: Tree;
  readonly model: Model;
  readonly findings: readonly Finding[];
}

/** A repository that could not, with every reason there is. */
export interface Unreadable {
  readonly faults: readonly Finding[];
}

/**
 * Reads a delivery repository. Nothing is judged here: what is read is what the clusters would get.
 * @param only the one cluster to read; then nothing is said about files of the others
 * @param mode `strict`: whatever is no sound YAML makes the repository unreadable. `proof`: in a service's folder it is
 * one finding, so that a mistake of one team does not keep everything else from being proved.
 * @param reader give the same one for many variants of a tree, and only what differs is parsed
 */
export function readRepository(
  tree: Tree,
  reader: Reader = new Reader(),
  only?: string,
  mode: 'strict' | 'proof' = 'strict',
): Repository | Unreadable {
  const texts = tree.paths.filter((path) => isYaml(path) && tree.kind(path) === 'file' && concerns(path, only));
  const unsound = texts.flatMap((path) => syntaxFaults(tree, reader, path));
  const isOneTeams = ({ at }: Finding): boolean => serviceFolderOf(at.file) !== undefined;
  if (unsound.some((fault) => mode === 'strict' || !isOneTeams(fault))) return { faults: unsound };
  const teams = readTeamFile(tree, reader);
  if ('faults' in teams)
    return { faults: teams.faults.map(({ at, what, fix }) => ({ code: 'teams/invalid', args: { what, fix }, at })) };
  const owners = codeownersFiles.find((path) => tree.kind(path) === 'file');
  const clusters = teams.clusters.filter(({ name }) => only === undefined || name === only);
  const read = clusters.map((cluster) => readCluster(tree, reader, teams, cluster));
  const model: Model = {
    teams,
    clusters: read.map(({ cluster }) => cluster),
    paths: tree.paths,
    ...(owners !== undefined && { codeowners: { file: owners, text: tree.text(owners) } }),
  };
  // Every cluster that takes such a file in says so again.
  const said = new Set(unsound.map(({ code, at }) => `${code} ${at.file}`));
  const followed = read.flatMap(({ findings }) => findings).filter(({ code, at }) => !said.has(`${code} ${at.file}`));
  return { tree, model, findings: [...unsound, ...followed] };
}

/** What is read as manifests. GitHub reads its own files by its own rules, where `on:` is a key like any other. */
function isYaml(path: string): boolean {
  return !path.startsWith('.github/') && (/\.ya?ml$/.test(path) || path.endsWith('/Kustomization'));
}

/** Whether a file could be of a cluster: the folders of the others, and what they run, are left out. */
function concerns(path: string, only: string | undefined): boolean {
  const [, cluster] = /^(?:clusters|apps\/[^/]+\/[^/]+\/overlays)\/([^/]+)\//.exec(path) ?? [];
  return only === undefined || cluster === undefined || cluster === only || cluster === 'base' || cluster === 'vendor';
}

function syntaxFaults(tree: Tree, reader: Reader, path: string): Finding[] {
  return reader.manifests(tree, path).problems.map(({ code, message, at }) => ({ code, args: { message }, at }));
}

function readTeamFile(tree: Tree, reader: Reader): Teams | { readonly faults: readonly TeamsFault[] } {
  const nowhere = { file: teamsPath, line: 1 };
  if (tree.kind(teamsPath) !== 'file') {
    return {
      faults: [{ at: nowhere, what: 'There is no team file.', fix: `Write ${teamsPath}; its schema lies beside it.` }],
    };
  }
  const reading = decoded(reader.manifests(tree, teamsPath));
  return 'faults' in reading ? reading : reading.teams;
}

// The same file read again gives the same teams, and with them all that is remembered of them.
const decoded = memoized(({ documents: [document] }: ReturnType<Reader['manifests']>) =>
  decodeTeams(document?.value, (path) => document?.at(path) ?? { file: teamsPath, line: 1 }),
);

export interface ReadCluster {
  readonly cluster: ClusterModel;
  readonly findings: readonly Finding[];
}

/** The objects that one cluster gets, and the steps to it that could not be followed. */
export function readCluster(tree: Tree, reader: Reader, teams: Teams, declared: Cluster): ReadCluster {
  const { name } = declared;
  // What the root Application keeps, and beside it what each team's own brings: every folder is rendered by itself.
  const folders = [clusterFolder(name), ...teams.developers.map((team) => teamFolder(name, team.name))];
  const gathered = folders.map((folder) => gather(tree, reader, folder));
  const files = new Set(gathered.flatMap((each) => [...each.files]));
  const services = teams.developers
    .flatMap((each) => each.services)
    .map(({ team, name: service }) => ({ team, service }));
  const read = services.map((service) => readWorkload(tree, reader, service, name, teams.registry));
  return {
    cluster: {
      name,
      declared,
      governance: new Objects(gathered.flatMap(({ resources }) => resources)),
      workloads: new Map(read.map(({ workload }) => [serviceKey(workload.service), workload])),
    },
    findings: [...gathered, ...read].flatMap(({ findings }) => findings).concat(unreached(tree, name, files)),
  };
}

/** What is written once for every cluster. The blocks of policies/network reach them as parts of generated files. */
const forEvery = /^(?:clusters\/(?:base|vendor)|policies\/(?!network\/)[^/]+)\//;

/** A manifest nothing lists is a rule that never reaches the cluster, though it reads as if it did. */
function unreached(tree: Tree, name: string, files: ReadonlySet<string>): readonly Finding[] {
  const own = `${clusterFolder(name)}/`;
  return tree.paths
    .filter((path) => (path.startsWith(own) || forEvery.test(path)) && /\.ya?ml$/.test(path) && !files.has(path))
    .map((path) => ({ code: 'kustomize/not-listed', args: { path, cluster: name }, at: { file: path, line: 1 } }));
}

export interface ReadWorkload {
  readonly workload: Workload;
  readonly findings: readonly Finding[];
}

/** One service as one cluster gets it: the objects of its overlay, with the overlay's images. */
export function readWorkload(
  tree: Tree,
  reader: Reader,
  service: ServiceName,
  cluster: string,
  registry: string,
): ReadWorkload {
  const file = overlayFile(service, cluster);
  const folder = folderOf(file);
  const kustomization = readKustomization(tree, reader, folder);
  const { resources, findings } = gather(tree, reader, folder);
  const entries = kustomization?.fields.images ?? [];
  const images = entries.map((entry) => (wasBuilt(entry) ? entry : imagined(entry, registry)));
  const own = entries.findIndex(({ name }) => name === service.service);
  const workload: Workload = {
    service,
    folder,
    objects: new Objects(
      resources.map((resource): Resource =>
        withImages(resource, images, (index) => kustomization?.at(['images', index])),
      ),
    ),
    built: wasBuilt(entries[own]),
    image: kustomization?.at(own < 0 ? ['images'] : ['images', own]) ?? { file, line: 1 },
  };
  if (kustomization) return { workload, findings };
  return {
    workload,
    findings: [
      {
        code: 'workload/no-overlay',
        args: { service: `${service.team}/${service.service}`, cluster },
        at: workload.image,
      },
    ],
  };
}

/** An entry that says anything is taken at its word: of a tag without digest nobody knows what it will be. */
function wasBuilt(entry: ImageEntry | undefined): boolean {
  return entry !== undefined && [entry.newName, entry.newTag, entry.digest].some((field) => field !== undefined);
}

/**
 * What `tinjis bump` would enter. Rights do not depend on whether there was a build yet, so a version that never was
 * stands for the first.
 */
function imagined({ name }: ImageEntry, registry: string): ImageEntry {
  return { name, newName: `${registry}/${name}`, newTag: '0'.repeat(40), digest: `sha256:${'0'.repeat(64)}` };
}
