import type { PolicyPort } from '@tinjis/rules/network/policy';
import type { Net } from './one-way.ts';

/**
 * Ports that nobody names stay closed too; the first and the last stand for all of them, since a rule can only reach
 * them by a range.
 */
const unnamed = [1, 65_535];

/**
 * The ports to ask about, so that every port is decided: each that is meant, each that a rule of one of the directions
 * names as a number or as the end of a range, the one after it, and two that nobody names.
 */
export function portsToAsk({ policies }: Net, meant: readonly number[]): readonly number[] {
  const lists = policies.flatMap(({ object: { spec } }) => [spec.ingress, spec.egress]);
  const rules = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  const named = rules
    .flatMap(({ ports }: { readonly ports?: readonly PolicyPort[] }) => ports ?? [])
    .flatMap(({ port, endPort }) => [port, endPort])
    .filter((port) => typeof port === 'number');
  return [...new Set([...meant, ...named, ...named.map((port) => port + 1), ...unnamed])].filter(
    (port) => port <= 65_535,
  );
}
