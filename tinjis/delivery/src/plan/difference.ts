import type { Rendering } from '@tinjis/manifests/render/rendered';
import type { Explanation } from '@tinjis/manifests/failure';
import { type ObjectChange, objectChanges } from './compare.ts';
import type { ClusterFolder } from './folders.ts';

/** The effect of a repository change on one folder of one cluster. */
export interface FolderDifference {
  readonly cluster: string;
  readonly team: string;
  readonly folder: string;
  readonly changes: readonly ObjectChange[];
}

export interface Difference {
  /** Folders with changes, by team, then cluster, then path. */
  readonly folders: readonly FolderDifference[];
  /** Folders that did not render before the change, and so cannot be compared. */
  readonly incomparable: readonly { readonly folder: string; readonly problem: Explanation }[];
}

export interface RenderedSide {
  readonly folders: readonly ClusterFolder[];
  readonly renderings: readonly Rendering[];
}

/**
 * Compares the clusters' old content with their new content. The caller reports a folder that does not render
 * afterwards.
 */
export function difference(before: RenderedSide, after: RenderedSide): Difference {
  const known = new Map([...before.folders, ...after.folders].map((folder) => [folder.folder, folder]));
  const [old, young] = [byFolder(before), byFolder(after)];
  const incomparable: Difference['incomparable'][number][] = [];
  const folders = [...known.values()].flatMap(({ folder, cluster, team }): FolderDifference[] => {
    const [was, is] = [old.get(folder), young.get(folder)];
    if (was && 'problem' in was) {
      incomparable.push(was);
      return [];
    }
    if (is && 'problem' in is) return [];
    const changes = objectChanges(
      was?.objects.map(({ object }) => object) ?? [],
      is?.objects.map(({ object }) => object) ?? [],
    );
    return changes.length === 0 ? [] : [{ cluster, team, folder, changes }];
  });
  return { folders: folders.toSorted((a, b) => compare(key(a), key(b))), incomparable };
}

function byFolder({ renderings }: RenderedSide): ReadonlyMap<string, Rendering> {
  return new Map(renderings.map((rendering) => [rendering.folder, rendering]));
}

function key({ team, cluster, folder }: FolderDifference): string {
  return `${team}\0${cluster}\0${folder}`;
}

function compare(left: string, right: string): number {
  return Number(left > right) - Number(left < right);
}
