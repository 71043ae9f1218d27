import type { Finding } from '@tinjis/rules/finding';
import { overlayFile } from '../model/layout.ts';
import type { Resource } from '@tinjis/rules/objects/located';
import type { Workload } from '../model/model.ts';
import { Objects } from '@tinjis/rules/objects/objects';
import type { ServiceName } from '../model/teams.ts';
import { gather } from '@tinjis/manifests/kustomization/gather';
import { withImages } from '@tinjis/manifests/kustomization/images';
import { type ImageEntry, readKustomization } from '@tinjis/manifests/kustomization';
import { folderOf } from '@tinjis/manifests/tree/path';
import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';

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
