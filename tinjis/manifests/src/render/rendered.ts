import type { KubernetesObject } from '@tinjis/rules/objects/located';
import type { Explanation } from '../failure.ts';

/** An object as the API server would be given it. Fields beyond the common ones depend on its kind. */
export type PlainObject = KubernetesObject & Readonly<Record<string, unknown>>;

export interface RenderedObject {
  readonly object: PlainObject;
  /**
   * The file it was written in, or the kustomization that generated it, from the repository's top. Patches to it lie
   * elsewhere.
   */
  readonly origin: string;
}

/** A folder to render. */
export interface RenderRequest {
  /** Path from the repository's top, with forward slashes. */
  readonly folder: string;
  /** Folders of one cluster may share a process; those of two may not, since both hold the same objects. */
  readonly cluster: string;
}

/** One folder's objects in the order kustomize gave them, or why there are none. */
export type Rendering = { readonly folder: string } & (
  { readonly objects: readonly RenderedObject[] } | { readonly problem: Explanation }
);
