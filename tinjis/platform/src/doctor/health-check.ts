import { type ExitCode, exitCodes, errorText } from '@tinjis/manifests/failure';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';

/** How a check ended. `notice`: worth knowing, but there is nothing to fix before going on. */
export type Health = 'right' | 'wrong' | 'unknown' | 'notice';

/** A single thing that was looked at: the finding, and the requirement. */
export interface HealthCheck {
  /** The heading that the check belongs under. */
  readonly group: string;
  readonly name: string;
  readonly health: Health;
  readonly found: string;
  readonly needed: string;
  /** How to fix it where it is not right. */
  readonly fix: string;
}

/** The exit code for a set of checks. Something that could not be looked at never counts as right. */
export function exitOf(checks: readonly HealthCheck[]): ExitCode {
  if (checks.some(({ health }) => health === 'wrong')) return exitCodes.found;
  return checks.some(({ health }) => health === 'unknown') ? exitCodes.unknown : exitCodes.clean;
}

/** The finding of a look at the cluster; `right` says whether it meets the requirement. */
interface Sighting {
  readonly found: string;
  readonly right: boolean;
}

/** A check whose answer must come from the cluster. */
type HealthQuestion = Pick<HealthCheck, 'group' | 'name' | 'needed' | 'fix'>;

/** The images of all containers in some pods, each once, sorted. */
export function imagesOf(pods: readonly LiveObject[]): readonly string[] {
  const containers = pods.flatMap(
    ({ spec }) => (spec as { readonly containers: readonly { readonly image: string }[] }).containers,
  );
  return [...new Set(containers.map(({ image }) => image))].sort();
}

/** Looks. If the cluster does not answer, the result is "not known", never right. */
export async function look(wanted: HealthQuestion, find: () => Promise<Sighting>): Promise<HealthCheck> {
  try {
    const { found, right } = await find();
    return { ...wanted, found, health: right ? 'right' : 'wrong' };
  } catch (error) {
    return { ...wanted, found: errorText(error), health: 'unknown' };
  }
}
