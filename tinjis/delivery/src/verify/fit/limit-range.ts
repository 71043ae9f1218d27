import { fieldAt, itemsAt, textAt } from '@tinjis/rules/objects/fields';
import { quantityText } from './quantity.ts';
import { type Amounts, amounts, type ResourceNeeds } from './resources.ts';

/** One item of a LimitRange: what is filled in, and what is allowed. */
export interface Limit {
  readonly type: string;
  readonly asked: ResourceNeeds;
  readonly max: Amounts;
  readonly min: Amounts;
  readonly ratio: Amounts;
}

/** The items of a LimitRange, with the API server's own defaults: a limit is the most, and a request the limit. */
export function limitsOf(range: unknown): readonly Limit[] {
  return itemsAt(range, ['spec', 'limits']).map((item) => {
    const max = amounts(fieldAt(item, ['max']));
    const min = amounts(fieldAt(item, ['min']));
    const limits = new Map([...max, ...amounts(fieldAt(item, ['default']))]);
    const requests = new Map([...min, ...limits, ...amounts(fieldAt(item, ['defaultRequest']))]);
    const ratio = amounts(fieldAt(item, ['maxLimitRequestRatio']));
    return { type: textAt(item, ['type']), asked: { requests, limits }, max, min, ratio };
  });
}

/** A part of a request or limit that is refused. */
export interface OutOfRange {
  readonly part: keyof ResourceNeeds;
  readonly resource: string;
  readonly found: string;
  /** `at most 1Gi` */
  readonly allowed: string;
}

/** What an item of a LimitRange refuses, as the admission plugin LimitRanger decides. */
export function refusedBy(
  asked: ResourceNeeds,
  { max, min, ratio }: Pick<Limit, 'max' | 'min' | 'ratio'>,
): readonly OutOfRange[] {
  const { requests } = asked;
  const refused = (
    resource: string,
    part: keyof ResourceNeeds,
    holds: boolean,
    allowed: string,
  ): readonly OutOfRange[] => {
    const found = asked[part].get(resource);
    return holds ? [] : [{ part, resource, found: found === undefined ? '' : quantityText(found), allowed }];
  };
  /** A maximum needs a limit, a minimum a request; the other one is compared where it is there. */
  const within = (
    name: string,
    part: keyof ResourceNeeds,
    needed: boolean,
    holds: (found: bigint) => boolean,
  ): boolean => {
    const found = asked[part].get(name);
    return found === undefined ? !needed : holds(found);
  };
  return [
    ...[...max].flatMap(([name, most]) =>
      parts.flatMap((part) =>
        refused(
          name,
          part,
          within(name, part, part === 'limits', (found) => found <= most),
          `at most ${quantityText(most)}`,
        ),
      ),
    ),
    ...[...min].flatMap(([name, least]) =>
      parts.flatMap((part) =>
        refused(
          name,
          part,
          within(name, part, part === 'requests', (found) => found >= least),
          `at least ${quantityText(least)}`,
        ),
      ),
    ),
    ...[...ratio].flatMap(([name, most]) => {
      const request = requests.get(name) ?? 0n;
      const holds = request > 0n && within(name, 'limits', true, (found) => found * unit <= most * request);
      return refused(name, 'limits', holds, `at most ${quantityText(most)} times its request`);
    }),
  ];
}

/** What the API server refuses by itself: a request above its limit. */
export function aboveLimit({ requests, limits }: ResourceNeeds): readonly OutOfRange[] {
  return [...requests].flatMap(([resource, request]): readonly OutOfRange[] => {
    const limit = limits.get(resource);
    if (limit === undefined || request <= limit) return [];
    return [
      {
        part: 'requests',
        resource,
        found: quantityText(request),
        allowed: `at most its limit, ${quantityText(limit)}`,
      },
    ];
  });
}

const parts = ['limits', 'requests'] as const;
const unit = 1_000_000_000n;
