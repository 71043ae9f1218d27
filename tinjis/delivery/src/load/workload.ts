import type { Finding } from '@tinjis/rules/finding';
import { Objects } from '@tinjis/rules/objects/objects';
import { type Kustomization, readKustomization } from '@tinjis/manifests/kustomization';
import type { Gathered, Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '../model/layout.ts';
import type { Workload } from '../model/model.ts';
import type { ServiceName } from '../model/teams.ts';
import { wasBuilt, withFirstBuilds } from './unbuilt.ts';
import { unrendered } from './unrendered.ts';

export interface ReadWorkload {
  readonly workload: Workload;
  readonly findings: readonly Finding[];
}

/** One service as one cluster gets it: the objects that kustomize renders its overlay to. */
export function readWorkload(
  tree: Tree,
  reader: Reader,
  service: ServiceName,
  cluster: string,
  registry: string,
  gathered: Gathered,
): ReadWorkload {
  const { folder, resources } = gathered;
  const kustomization = readKustomization(tree, reader, folder);
  const entries = kustomization?.fields.images ?? [];
  const unbuilt = entries.flatMap((entry, index) =>
    wasBuilt(entry) ? [] : [{ name: entry.name, at: (kustomization as Kustomization).at(['images', index]) }],
  );
  const own = entries.findIndex(({ name }) => name === service.service);
  const workload: Workload = {
    service,
    folder,
    objects: new Objects(resources.map((resource) => withFirstBuilds(resource, unbuilt, registry))),
    built: wasBuilt(entries[own]),
    image: kustomization?.at(own < 0 ? ['images'] : ['images', own]) ?? {
      file: overlayFile(service, cluster),
      line: 1,
    },
  };
  if (kustomization) return { workload, findings: unrendered(tree, [gathered]) };
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
