import { cpSync } from 'node:fs';
import { join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { memoryTree } from '@tinjis/manifests/tree/memory';

/** The second lies over the first: it adds the clusters local and production to what the fixtures' base has. */
const layers = ['base', 'three-clusters'].map((name) => join(packageFolder, '../delivery/testing/fixtures', name));

/**
 * The example organisation: payment and Antaeus, each with a team of its own, on three clusters. Tests of the tool
 * judge it, and so hold whatever this repository delivers.
 */
export const organisation = memoryTree(
  Object.fromEntries(layers.map(diskTree).flatMap((layer) => layer.paths.map((path) => [path, layer.text(path)]))),
);

/** Its team file. */
export const teamFile = organisation.text('policies/teams.yaml');

/** Writes it into a folder. */
export function copyOrganisation(root: string): void {
  for (const layer of layers) {
    cpSync(layer, root, { recursive: true });
  }
}
