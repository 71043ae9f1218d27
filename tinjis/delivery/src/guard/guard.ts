import { serviceFolderOf } from '../model/layout.ts';
import { isKustomization } from '@tinjis/manifests/kustomization';
import type { Teams } from '../model/teams.ts';
import { appChange, memberOf, ownership } from './author.ts';
import { collisions, entryKind, pathForm, reservedNames } from './paths.ts';
import { dockerfileFaults } from './dockerfile.ts';
import { kustomizationReasons } from './kustomization.ts';
import type { Proposal } from '../model/proposal.ts';
import { type GuardReason, type GuardReasons, type GuardVerdict, guardReason, verdictOf, worst } from './rules.ts';

export interface PathDecision {
  readonly path: string;
  readonly verdict: GuardVerdict;
  /** The reasons that led to the verdict. */
  readonly reasons: GuardReasons;
}

export interface GuardDecision {
  readonly verdict: GuardVerdict;
  /** The faults of the proposal as a whole. */
  readonly reasons: readonly GuardReason[];
  readonly paths: readonly PathDecision[];
}

/**
 * Judges every path of a proposal: allowed with the own team's review, in need of the platform, or denied whoever
 * approves.
 *
 * Rules about an entry's form and kind, and about kustomizations, hold for everybody: without them, reviewers would
 * look at one thing and the cluster would get another. The team file comes from the base revision, never from the head.
 * A kustomization is judged whenever anything in its service's folder changes: removing a file can turn a path into an
 * address.
 */
export function guard(teams: Teams, proposal: Proposal): GuardDecision {
  const { author, approvedBy, paths, truncated, after } = proposal;
  const searched = { searched: [teams.at()] };
  const whole = [
    ...(paths.length === 0 ? [guardReason('git/nothing-changed', searched)] : []),
    ...(truncated ? [guardReason('git/list-truncated', searched, { count: String(paths.length) })] : []),
  ];
  const allowed = memberOf(teams, author).is === 'app' ? appChange(teams, proposal) : ownership(teams, proposal);
  const approved = approvedBy.some(
    (login) => login.toLowerCase() !== author.toLowerCase() && memberOf(teams, login).is === 'platform',
  );
  const colliding = collisions(after);
  const kustomizations = renderingReasons(proposal);

  const reasonsOf = (path: string): GuardReasons => {
    const [form] = pathForm(path);
    if (form) return [form];
    const rendering = kustomizations.get(path) ?? [];
    return [
      allowed(path),
      ...entryKind(path, proposal),
      ...colliding(path),
      ...reservedNames(path, proposal),
      ...dockerfileReasons(path, proposal),
      ...rendering,
    ];
  };
  const decisions = paths.map((path) => decide(path, reasonsOf(path), approved));
  const changed = new Set(paths);
  for (const [path, [first, ...more]] of kustomizations) {
    if (first && !changed.has(path)) decisions.push(decide(path, [first, ...more], approved));
  }
  return {
    verdict: worst([...whole.map(verdictOf), ...decisions.map(({ verdict }) => verdict)]),
    reasons: whole,
    paths: decisions,
  };
}

function decide(path: string, [first, ...more]: GuardReasons, approved: boolean): PathDecision {
  const all = [first, ...more].map((each) =>
    approved && verdictOf(each) === 'needs-platform' ? guardReason('git/platform-approved', each.at, each.args) : each,
  );
  const verdict = worst(all.map(verdictOf));
  return { path, verdict, reasons: all.filter((each) => verdictOf(each) === verdict) as unknown as GuardReasons };
}

/** Reasons by kustomization path, for each service's folder with a change. */
function renderingReasons({ paths, after }: Proposal): ReadonlyMap<string, GuardReason[]> {
  const touched = new Set(paths.map(serviceFolderOf));
  return new Map(
    after.paths.filter(isKustomization).flatMap((path) => {
      const folder = serviceFolderOf(path);
      const isFile = /^100/.test(String(after.mode(path)));
      return folder !== undefined && touched.has(folder) && isFile
        ? [[path, kustomizationReasons(path, folder, after)] as const]
        : [];
    }),
  );
}

/** Judges the Dockerfile from which the build workflow builds a service's image. */
function dockerfileReasons(path: string, { after }: Proposal): GuardReason[] {
  if (!/^services\/[^/]+\/Dockerfile$/.test(path) || !/^100/.test(String(after.mode(path)))) return [];
  return dockerfileFaults(after.text(path), after.text('services/base-images.env')).map(({ line, why }) =>
    guardReason('git/dockerfile', { file: path, line }, { path, why }),
  );
}
