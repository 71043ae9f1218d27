import type { ClusterRegistry } from '../cluster.ts';
import type { StandIn } from './catalogue.ts';

/** An image that the cluster can pull. */
export interface PushedImage {
  /** Name and tag as manifests write it, without digest. */
  readonly reference: string;
  /** sha256:… of the manifest in the registry. */
  readonly digest: string;
}

/**
 * Image path below which the project's own images are named.
 * @param written `registry` of policies/teams.yaml
 */
export function ownPath(registry: ClusterRegistry, written: string): string {
  return registry.naming === 'own' ? registry.push : written;
}

/** The name and tag that manifests write for a stand-in. */
export function imageReferenceOf(name: string, { official, tag }: StandIn, own: string): string {
  return official ?? `${own}/${name}:${tag}`;
}

/** Where an image is pushed so that the cluster finds it under its reference. */
export function destination(registry: ClusterRegistry, reference: string): string {
  return registry.naming === 'own' ? reference : `${registry.push}/${reference}`;
}

/** The same image under another tag. */
export function withTag(reference: string, tag: string): string {
  return `${reference.slice(0, reference.lastIndexOf(':'))}:${tag}`;
}
