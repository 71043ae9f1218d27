import type { HealthCheck } from './check.ts';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { errorText } from '@tinjis/manifests/error-text';

/** What a look at the cluster found; `right` says whether it is as needed. */
export interface Sighting {
  readonly found: string;
  readonly right: boolean;
}

/** A check whose answer the cluster has to give. */
export type HealthQuestion = Pick<HealthCheck, 'group' | 'name' | 'needed' | 'fix'>;

/** Images of all containers of some pods, each once, sorted. */
export function imagesOf(pods: readonly LiveObject[]): readonly string[] {
  const containers = pods.flatMap(
    ({ spec }) => (spec as { readonly containers: readonly { readonly image: string }[] }).containers,
  );
  return [...new Set(containers.map(({ image }) => image))].sort();
}

/** Looks, and takes a cluster that does not answer for "not known", never for right. */
export async function look(wanted: HealthQuestion, find: () => Promise<Sighting>): Promise<HealthCheck> {
  try {
    const { found, right } = await find();
    return { ...wanted, found, health: right ? 'right' : 'wrong' };
  } catch (error) {
    return { ...wanted, found: errorText(error), health: 'unknown' };
  }
}
