import type { At } from '@tinjis/rules/objects/located';
import type { Finding } from '@tinjis/rules/ruling';
import { whereTakenIn } from './places.ts';
import type { ProofContext, DeliveryPromise } from './promise.ts';
import { deliveryPromises, restsOn } from './promises.ts';
import { foreignFinding, foreignOn } from '../answer/foreign-kinds.ts';
import { Tally } from './tally.ts';
import { platformContext, teamContext } from './parts.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';

/** One promise with the outcome of its proof. */
export interface Proof extends PartOutcome {
  readonly name: string;
  readonly says: string;
}

/** What a proof found, or a part of it. */
export interface PartOutcome {
  readonly cases: number;
  /** The number of cases that cannot differ from another case, which was asked: see `verify/classes`. */
  readonly byClass: number;
  /**
   * The questions that settings decide which are not in the repository, each by the place where the team file says so.
   */
  readonly elsewhere: readonly At[];
  readonly breaches: readonly Finding[];
  readonly notes: readonly string[];
}

/** All promises. Kept if no proof has a breach, and the tool could follow everything it read. */
export interface Report {
  readonly kept: boolean;
  /** What rendered the objects that are proved. */
  readonly renderer: string;
  /** The parts that were proved apart, and how many of them were proved before; absent if none was. */
  readonly parts?: { readonly all: number; readonly before: number };
  readonly proofs: readonly Proof[];
}

/**
 * The parts as one report: every promise over all its cases, even after a breach.
 * @param findings what was not followed when the repository was read
 * @param paths the number of its paths
 * @param before how many of the parts were proved before
 */
export function reportOn(
  renderer: string,
  findings: readonly Finding[],
  paths: number,
  parts: readonly Part[],
  before = 0,
): Report {
  const proofs = [followed(findings, paths), ...deliveryPromises.map((promise) => ofParts(promise, parts))];
  return {
    kept: proofs.every(({ breaches }) => breaches.length === 0),
    renderer,
    ...(before > 0 && { parts: { all: parts.length, before } }),
    proofs,
  };
}

/** One promise, over all its cases. */
export function proofOf(promise: DeliveryPromise, context: ProofContext): Proof {
  const teams = promise.proveTeam ? context.model.teams.developers : [];
  return ofParts(promise, [
    platformPart(context, [promise]),
    ...teams.map((team) => teamPart(context, team, [promise])),
  ]);
}

/** What one part of the proofs found, by the promise's name. */
export type Part = ReadonlyMap<string, PartOutcome>;

/** What the platform's files decide of promises; of all unless given. */
export function platformPart(whole: ProofContext, promises = deliveryPromises): Part {
  const context = platformContext(whole);
  return new Map(
    promises.map(({ name, prove }) => {
      const tally = new Tally();
      prove?.(context, tally);
      return [name, outcomeOf(tally, context, foreignTo(name, context))];
    }),
  );
}

/** What the folders of a team decide of promises; of all unless given. */
export function teamPart(whole: ProofContext, team: DeveloperTeam, promises = deliveryPromises): Part {
  const context = teamContext(whole, team);
  return new Map(
    promises.flatMap(({ name, proveTeam }) => {
      if (!proveTeam) return [];
      const tally = new Tally();
      proveTeam(context, team, tally);
      return [[name, outcomeOf(tally, context)]];
    }),
  );
}

function outcomeOf(
  { cases, byClass, elsewhere, breaches, notes }: Tally,
  { tree, reader }: ProofContext,
  more: readonly Finding[] = [],
): PartOutcome {
  return {
    cases,
    byClass,
    elsewhere,
    breaches: [...breaches, ...more].map((breach) => whereTakenIn(breach, tree, reader)),
    notes,
  };
}

function ofParts({ name, says }: DeliveryPromise, parts: readonly Part[]): Proof {
  const own = parts.flatMap((part) => part.get(name) ?? []);
  return {
    name,
    says,
    cases: own.reduce((sum, { cases }) => sum + cases, 0),
    byClass: own.reduce((sum, { byClass }) => sum + byClass, 0),
    elsewhere: own.flatMap(({ elsewhere }) => elsewhere),
    breaches: own.flatMap(({ breaches }) => breaches),
    notes: own.flatMap(({ notes }) => notes),
  };
}

/** Objects that nobody evaluates, in the layers on which a promise rests. */
function foreignTo(promise: string, { model }: ProofContext): readonly Finding[] {
  return model.clusters.flatMap((cluster) =>
    foreignOn(cluster)
      .filter(({ layers }) => layers.some((layer) => restsOn[promise]?.includes(layer) ?? true))
      .map((foreign) => foreignFinding(foreign, cluster.name)),
  );
}

/** The first promise: the proofs are about what the clusters get. */
function followed(breaches: readonly Finding[], paths: number): Proof {
  return {
    name: 'followed',
    says: 'every manifest reaches its cluster, and every step of its way can be followed',
    cases: paths,
    byClass: 0,
    elsewhere: [],
    breaches,
    notes: [],
  };
}

type Verified = Pick<Report, 'proofs'> | { readonly faults: readonly Finding[] };

/**
 * The reason against a change: the first promise that is kept now and would not be afterwards. A promise that is
 * already broken does not stand in the way.
 */
export function newlyBroken(now: Verified, afterwards: Verified): Explanation | undefined {
  const why = 'nothing is written that would leave the repository less whole than it is';
  if ('faults' in afterwards)
    return { what: 'afterwards the repository could not be read', why, fix: 'correct what you asked for' };
  const broken =
    'faults' in now ? [] : now.proofs.filter(({ breaches }) => breaches.length > 0).map(({ name }) => name);
  // Where a folder does not render, the other promises of its cluster are not proved, so that is never passed over.
  const [found] = afterwards.proofs.flatMap(({ name, says, breaches }) =>
    breaches
      .filter(({ code }) => !broken.includes(name) || code === 'kustomize/unrendered')
      .slice(0, 1)
      .map(({ at }) => ({ says, at })),
  );
  return (
    found && {
      what: `afterwards a promise would be broken: ${found.says}`,
      at: found.at,
      why,
      fix: 'correct what you asked for',
    }
  );
}
