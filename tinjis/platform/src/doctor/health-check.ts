import { type ExitCode, exitCodes } from '@tinjis/manifests/exit-codes';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { errorText } from '@tinjis/manifests/error-text';

/** How a check ended. `notice`: worth knowing, and nothing to fix before going on. */
export type Health = 'right' | 'wrong' | 'unknown' | 'notice';

/** One thing that was looked at: what was found, against what is needed. */
export interface HealthCheck {
  /** What it belongs to, as a heading. */
  readonly group: string;
  readonly name: string;
  readonly health: Health;
  readonly found: string;
  readonly needed: string;
  /** What to do where it is not right. */
  readonly fix: string;
}

/** What a set of checks comes to. Something that could not be looked at is never taken for right. */
export function exitOf(checks: readonly HealthCheck[]): ExitCode {
  if (checks.some(({ health }) => health === 'wrong')) return exitCodes.found;
  return checks.some(({ health }) => health === 'unknown') ? exitCodes.unknown : exitCodes.clean;
}

/** What a look at the cluster found; `right` says whether it is as needed. */
interface Sighting {
  readonly found: string;
  readonly right: boolean;
}

/** A check whose answer the cluster has to give. */
type HealthQuestion = Pick<HealthCheck, 'group' | 'name' | 'needed' | 'fix'>;

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
