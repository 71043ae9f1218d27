import { entry, type Entries } from '../entry.ts';
import type { PodSource } from '../answer/connect.ts';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { Tally } from './tally.ts';

interface Container {
  readonly name: string;
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly add?: readonly string[] };
  };
}

type PodSpec = Readonly<Partial<Record<'initContainers' | 'containers', readonly Container[]>>>;

/** The findings that every promise about pods can make about containers. */
export const hardeningFindings: Entries = {
  'workload/writable-root': entry(
    'container {container} of {service} can write to its own image',
    'An intruder could then change the program.',
    'set readOnlyRootFilesystem to true, and mount volumes for what is written',
  ),
  'workload/added-capability': entry(
    'container {container} of {service} adds a capability',
    'No service here needs one.',
    'remove capabilities.add',
  ),
};

/**
 * A container writes nothing outside its volumes, and adds no capability, not even those that Pod Security tolerates.
 * @param service owner of the pods, for the sentence
 */
export function hardened(service: string, { resource }: Pick<PodSource, 'resource'>, tally: Tally): void {
  // An object with pods has a place that describes them.
  const path = podSpecPath(resource.object.kind) as FieldPath;
  const step = (found: unknown, key: string | number): unknown =>
    (found as Readonly<Record<string, unknown>> | undefined)?.[key];
  const spec = path.reduce(step, resource.object) as PodSpec | undefined;
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [index, { name, securityContext }] of (spec?.[list] ?? []).entries()) {
      const at = (): ReturnType<Resource['at']> => resource.at([...path, list, index, 'securityContext']);
      const args = { container: name, service };
      tally.hold(securityContext?.readOnlyRootFilesystem === true, () => ({
        code: 'workload/writable-root',
        args,
        at: at(),
      }));
      tally.hold((securityContext?.capabilities?.add ?? []).length === 0, () => ({
        code: 'workload/added-capability',
        args,
        at: at(),
      }));
    }
  }
}
