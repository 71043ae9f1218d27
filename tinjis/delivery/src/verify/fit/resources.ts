import { entriesAt, fieldAt } from '@tinjis/rules/objects/fields';
import type { PlacedContainer } from './containers.ts';
import type { Limit } from './limit-range.ts';
import { quantityOf } from './quantity.ts';

/** Amounts by resource, such as `cpu`, in billionths. */
export type Amounts = ReadonlyMap<string, bigint>;

/** What a container, or a whole pod, asks for. */
export interface ResourceNeeds {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** Quantities by name. A text that is no quantity is left out; {@link strangeQuantities} finds it. */
export function amounts(value: unknown): Amounts {
  return new Map(
    entriesAt(value).flatMap(([name, written]) => {
      const amount = quantityOf(written);
      return amount === undefined ? [] : [[name, amount] as const];
    }),
  );
}

/** The names whose values are no quantities. */
export function strangeQuantities(value: unknown): readonly string[] {
  return entriesAt(value).flatMap(([name, written]) => (quantityOf(written) === undefined ? [name] : []));
}

/** What a container gets: a request that is not written is its own limit, and after that what a LimitRange fills in. */
export function askedBy({ value }: Pick<PlacedContainer, 'value'>, ranges: readonly Limit[]): ResourceNeeds {
  const own = amounts(fieldAt(value, ['resources', 'limits']));
  const filled = ranges.filter(({ type }) => type === 'Container').map(({ asked }) => asked);
  return {
    limits: new Map([...filled.flatMap(({ limits }) => [...limits]), ...own]),
    requests: new Map([
      ...filled.flatMap(({ requests }) => [...requests]),
      ...own,
      ...amounts(fieldAt(value, ['resources', 'requests'])),
    ]),
  };
}

/**
 * What a pod counts for, as Kubernetes adds it up: the containers that stay run together, each other init container
 * beside those before it that stay; `spec.resources` counts in their place.
 */
export function askedByPod(
  spec: unknown,
  containers: readonly PlacedContainer[],
  ranges: readonly Limit[],
): ResourceNeeds {
  const whole = askedBy({ value: spec }, []);
  const together = (part: keyof ResourceNeeds): Amounts => {
    const sum = new Map<string, bigint>();
    const most = new Map<string, bigint>();
    for (const container of containers) {
      for (const [name, amount] of askedBy(container, ranges)[part]) {
        const running = (sum.get(name) ?? 0n) + amount;
        if (container.stays) sum.set(name, running);
        if (running > (most.get(name) ?? 0n)) most.set(name, running);
      }
    }
    return new Map([...most, ...whole[part]]);
  };
  return { requests: together('requests'), limits: together('limits') };
}
