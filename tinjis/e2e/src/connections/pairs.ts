import type { LiveCheck } from '../harness/check.ts';
import type { ServedRepository } from '../served.ts';
import { addressText, reach } from './probe.ts';
import type { ProbedPod } from './sources.ts';
import { type ProbedDestination, predicted } from './targets.ts';

/** From each pod to every port there is: what comes about is what the network policies of the repository say. */
export function pairChecks(
  served: ServedRepository,
  pods: readonly ProbedPod[],
  places: readonly ProbedDestination[],
): readonly LiveCheck[] {
  return pods.map((from, index): LiveCheck => ({
    name: `pairs/${from.id}${pods.findIndex(({ id }) => id === from.id) < index ? `-${index}` : ''}`,
    title: `what ${from.id} can connect to is what is predicted`,
    run: async () => {
      // A pod always reaches itself, whatever policies say.
      const others = places.filter(({ peer }) => peer.kind === 'external' || peer.ip !== from.peer.ip);
      const rulings = new Map(others.map((place) => [addressText(place), predicted(served, from, place)]));
      const reached = await reach(
        from.probe,
        others,
        (target) => rulings.get(addressText(target))?.verdict === 'allow',
      );
      const disagreements = others.flatMap((place) => {
        const [seen, ruling] = [reached.get(addressText(place)), rulings.get(addressText(place))];
        if (!seen || !ruling || (seen.open ? ruling.verdict === 'allow' : ruling.verdict === 'deny')) return [];
        const reasons = ruling.reasons.map(({ code, args }) => `${code} ${JSON.stringify(args)}`).join('; ');
        return [`to ${place.id}: ${seen.open ? 'open' : seen.why}; predicted ${ruling.verdict} (${reasons})`];
      });
      const open = [...reached.values()].filter((each) => each.open).length;
      return {
        passed: disagreements.length === 0,
        observed: `${others.length} tried, ${open} open, ${disagreements.length} disagreements`,
        explanation: disagreements.slice(0, 20),
        measures: { connections: others.length, open, disagreements: disagreements.length },
        record: { disagreements },
      };
    },
  }));
}
