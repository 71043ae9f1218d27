import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckGroup, LiveCheck } from '../../harness/check.ts';
import { readServed, type ServedRepository } from '../../identities/served-repository.ts';
import { servedFolder } from '@tinjis/platform/git/folders';
import { startRogues } from './rogues.ts';
import { podsOn, type RunningPod } from '../../probes/pods.ts';
import { outsidePlaces, podPlaces, servicePlaces, type ProbedDestination, predicted } from './destinations.ts';
import { addressText, reach, type Reached } from '../../probes/probers.ts';
import { toChecks, allowed, type MatrixCase, refused } from '../matrix/case.ts';
import { predictedByLayers } from '../../refusals/decision.ts';

/** Connections from every pod, and from rogue pods in every namespace, to every port. */
export const connectionsChecks: CheckGroup = {
  width: 6,
  alone: false,
  open: async (context) => {
    const admin = Kubernetes.of(context.cluster);
    const served = readServed(servedFolder(context.folders));
    const box = await startRogues(context, admin, served);
    const pods = await podsOn(admin, box);
    const places = [...podPlaces(pods), ...(await servicePlaces(admin, pods)), ...outsidePlaces(context.cluster)];
    return [...denialChecks(served, pods, places), ...pairChecks(served, pods, places)];
  },
};

/** Connections from each pod to every port: exactly those that the repository's network policies allow succeed. */
export function pairChecks(
  served: ServedRepository,
  pods: readonly RunningPod[],
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

/** Who may connect to what, as a person would put it without reading any policy: by `namespace/workload` and port. */
const permitted: readonly (readonly [RegExp, RegExp])[] = [
  [/^billing\/antaeus$/, /^payments\/payment:9000( by its Service)?$/],
  [/^payments\/payment$/, /^payments\/payment-postgresql:5432$/],
  [/^billing\/antaeus$/, /^billing\/antaeus-postgresql:5432$/],
];

/**
 * The subject of the cases: payment and its surroundings, the platform's own exposures, and the routes out of the
 * cluster.
 */
const guarded = /^(payments\/|billing\/|argocd\/argocd-(server|repo-server|redis):|kube-system\/sealed-secrets)/;
const outside = /^the /;

/**
 * The cluster's DNS answers everybody: a successful connection to it shows that a refusal elsewhere is a real refusal.
 */
const dns = /^kube-system\/coredns:53$/;

/** Connections as cases of the matrix: from pods of the teams, and from rogue pods in every other namespace. */
function denialChecks(
  served: ServedRepository,
  pods: readonly RunningPod[],
  places: readonly ProbedDestination[],
): readonly LiveCheck[] {
  const teams = new Set(served.model.teams.developers.map(({ namespace }) => namespace));
  const sources = pods.filter(({ id, peer }) => teams.has(peer.namespace) || /tinjis-rogue/.test(id));
  return toChecks(sources.flatMap((from) => casesFrom(served, from, places, teams.has(from.peer.namespace))));
}

function casesFrom(
  served: ServedRepository,
  from: RunningPod,
  places: readonly ProbedDestination[],
  ofTeam: boolean,
): readonly MatrixCase[] {
  const control = places.find(({ id }) => dns.test(id));
  if (!control) throw new Error('the cluster has no DNS pods that name port 53');
  const isAsked = ({ id }: ProbedDestination): boolean => guarded.test(id) || (ofTeam && outside.test(id));
  const tried = places.filter(
    (place) => isAsked(place) && (place.peer.kind === 'external' || place.peer.ip !== from.peer.ip),
  );
  const may = ({ id }: ProbedDestination): boolean =>
    dns.test(id) || permitted.some(([source, target]) => source.test(from.id) && target.test(id));
  let reached: Promise<ReadonlyMap<string, Reached>> | undefined;
  const all = [control, ...tried];
  const isExpected = new Map(all.map((place) => [addressText(place), may(place)]));
  const look = (): Promise<ReadonlyMap<string, Reached>> =>
    (reached ??= reach(from.probe, all, (target) => isExpected.get(addressText(target)) ?? false));
  const name = (place: ProbedDestination): string =>
    `denials/${from.id}/${place.id.replaceAll(/[^A-Za-z0-9:/.-]+/g, '-')}`;
  return all.map((place): MatrixCase => ({
    name: name(place),
    identity: from.id,
    action: `connect to ${place.id}`,
    how: 'real',
    ...(may(place) ? { expected: allowed } : { expected: refused('network', /./), control: name(control) }),
    predict: () => predictedByLayers([{ layer: 'network', ruling: predicted(served, from, place) }]),
    attempt: async () => {
      const seen = (await look()).get(addressText(place));
      if (!seen) throw new Error(`nothing is known of ${place.id}`);
      return seen.open ? { verdict: 'allowed' } : { verdict: 'denied', layer: 'network', message: seen.why };
    },
  }));
}
