import type { Finding } from '@tinjis/rules/finding';
import { clusterFolder, serviceKey, teamFolder, overlayFile } from '../model/layout.ts';
import type { ClusterModel, Workload } from '../model/model.ts';
import { Objects } from '@tinjis/rules/objects/objects';
import type { Cluster, Teams, ServiceName } from '../model/teams.ts';
import { gather } from '@tinjis/manifests/kustomization/gather';
import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Resource } from '@tinjis/rules/objects/located';
import { withImages } from '@tinjis/manifests/kustomization/images';
import { type ImageEntry, readKustomization } from '@tinjis/manifests/kustomization';
import { folderOf } from '@tinjis/manifests/tree/path';

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
