import type { ClusterRegistry } from '../cluster.ts';
import type { Progress } from '../progress.ts';

/** Where images are made and where they go. */
export interface ImagePlace {
  readonly registry: ClusterRegistry;
  /** Image path of the project's own images, of `ownPath`. */
  readonly own: string;
  /** The cluster's cache folder. */
  readonly cache: string;
  readonly progress: Progress;
}
