import { loadTeams } from '@tinjis/delivery/load/teams';
import { readRepository } from '@tinjis/delivery/load/repository';
import { setImage } from '@tinjis/delivery/model/image-entry';
import { overlayFile } from '@tinjis/delivery/model/layout';
import type { ClusterModel } from '@tinjis/delivery/model/model';
import { organisation } from '@tinjis/delivery/testing/organisation';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { changedTree } from '@tinjis/manifests/tree/memory';

const live = diskTree('../..');

/** The digest that stands in for a build's digest. */
export const digest = `sha256:${'a'.repeat(64)}`;

/** A repository as each cluster gets it after a build of every service. */
function built(tree: Tree): readonly ClusterModel[] {
  const teams = loadTeams(tree);
  const overlays = teams.developers
    .flatMap((team) => team.services)
    .flatMap(({ team, name, database }) =>
      teams.clusters.map((cluster) => {
        const file = overlayFile({ team, service: name }, cluster.name);
        const text = [name, ...(database === undefined ? [] : [database])].reduce((before, image) => {
          const entry = { newName: `${teams.registry}/${image}`, newTag: 'b'.repeat(40), digest };
          const set = setImage(before, file, image, entry);
          if ('refusal' in set) throw new Error(set.refusal.what);
          return set.text;
        }, tree.text(file));
        return [file, text] as const;
      }),
    );
  const read = readRepository(changedTree(tree, Object.fromEntries(overlays)));
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.model.clusters;
}

/** This repository, whatever it delivers. */
export const liveClusters = built(live);

const rules = live.paths.filter((path) => /^policies\/(?:admission|network|rbac)\//.test(path));

/** The example organisation under this repository's rules. */
export const clusters = built(
  changedTree(organisation, Object.fromEntries(rules.map((path) => [path, live.text(path)]))),
);
