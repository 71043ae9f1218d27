import type { Finding } from '@tinjis/rules/ruling';
import type { Reader } from '@tinjis/manifests/reader';
import type { GeneratedFile } from '../model/generated.ts';
import type { Repository } from '../load/repository.ts';
import { whereTakenIn } from './places.ts';
import type { ProofContext, DeliveryPromise } from './promise.ts';
import { deliveryPromises, restsOn } from './promises.ts';
import { foreignFinding, foreignOn } from '../answer/foreign-kinds.ts';
import { Tally } from './tally.ts';
import type { Explanation } from '@tinjis/manifests/failure';

/** One promise with the outcome of its proof. */
export interface Proof {
  readonly name: string;
  readonly says: string;
  readonly cases: number;
  /** The number of cases that cannot differ from another case, which was asked: see `verify/classes`. */
  readonly byClass: number;
  readonly breaches: readonly Finding[];
  readonly notes: readonly string[];
}

/** All promises. Kept if no proof has a breach, and the tool could follow everything it read. */
export interface Report {
  readonly kept: boolean;
  /** What rendered the objects that are proved. */
  readonly renderer: string;
  readonly proofs: readonly Proof[];
}

/**
 * Proves every promise of a repository, each over all its cases, even after a breach.
 * @param generated the files that follow from the repository's team file
 */
export function proveAll(
  { tree, renderer, model, findings }: Repository,
  generated: readonly GeneratedFile[],
  reader: Reader,
): Report {
  // Of a cluster that does not render nothing is known, and that is said once.
  const known = { ...model, clusters: model.clusters.filter(({ unrendered }) => unrendered.length === 0) };
  const context = { tree, reader, model: known, generated, now: new Date() };
  const proofs = [
    followed(findings, model.paths.length),
    ...deliveryPromises.map((promise) => proofOf(promise, context)),
  ];
  return { kept: proofs.every(({ breaches }) => breaches.length === 0), renderer, proofs };
}

/** One promise, over all its cases. */
export function proofOf({ name, says, prove: proveIt }: DeliveryPromise, context: ProofContext): Proof {
  const tally = new Tally();
  proveIt(context, tally);
  const breaches = [...tally.breaches, ...foreignTo(name, context)].map((breach) =>
    whereTakenIn(breach, context.tree, context.reader),
  );
  return { name, says, cases: tally.cases, byClass: tally.byClass, breaches, notes: tally.notes };
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
