import { kustomizationReasons } from '../../guard/kustomization.ts';
import { reservedNames } from '../../guard/paths.ts';
import { type GuardReason, guardReasons } from '../../guard/rules.ts';
import type { At } from '@tinjis/rules/objects/located';
import type { Finding } from '@tinjis/rules/ruling';
import { entry } from '../../entry.ts';
import { manifestFolder, serviceFolderOf } from '../../model/layout.ts';
import { isKustomization } from '@tinjis/manifests/kustomization';
import type { Proposal } from '../../model/proposal.ts';
import type { DeliveryPromise, ProofContext } from '../promise.ts';
import { pathsOf } from '../parts.ts';
import { treeSnapshot } from '../../load/proposal/snapshot.ts';
import type { Tally } from '../tally.ts';

/** Argo CD renders a service only from its own folder: no other folder, no other repository, no other program. */
export const folders: DeliveryPromise = {
  name: 'folders',
  says: 'a service is rendered from its own folder alone, from plain files that review can see',
  findings: {
    ...guardReasons,
    'workload/orphaned-folder': entry(
      '{folder} belongs to no service of policies/teams.yaml',
      'No Application brings it and no team owns it, so nobody notices what becomes of it.',
      'remove it, or enter its team and service in policies/teams.yaml',
    ),
  },
  prove(context, tally) {
    provePaths(context, pathsOf(context.model), [], tally);
  },
  proveTeam(context, team, tally) {
    const own = team.services.map(({ name: service }) => manifestFolder({ team: team.name, service }));
    provePaths(context, pathsOf(context.model, team), [`apps/${team.name}`, ...own], tally);
  },
};

/** @param known the folders below `apps/` in which files may lie */
function provePaths(
  { tree, reader }: ProofContext,
  paths: readonly string[],
  known: readonly string[],
  tally: Tally,
): void {
  const after = treeSnapshot(tree, reader);
  const nobody = { author: '', approvedBy: [], attested: [], paths: [], truncated: false };
  const proposal: Proposal = { ...nobody, before: after, after };
  const orphaned = new Map(
    paths
      .map((path) => [serviceFolderOf(path) ?? /^apps\/[^/]+(?=\/)/.exec(path)?.[0], path] as const)
      .filter(([folder]) => folder !== undefined && !known.includes(folder)),
  );
  for (const [folder, file] of orphaned) {
    tally.hold(false, () => ({
      code: 'workload/orphaned-folder',
      args: { folder: String(folder) },
      at: { file, line: 1 },
    }));
  }
  for (const path of paths) {
    const kind = tree.kind(path);
    tally.hold(kind === 'file', () => ({ code: `git/${kind}`, args: { path }, at: { file: path, line: 1 } }));
    if (kind !== 'file') continue;
    keep(reservedNames(path, proposal), tally);
    const boundary = serviceFolderOf(path);
    if (boundary !== undefined && isKustomization(path)) keep(kustomizationReasons(path, boundary, after), tally);
  }
}

function keep(reasons: readonly GuardReason[], tally: Tally): void {
  const [first, ...more] = reasons;
  tally.hold(!first, () => toFinding(first as GuardReason));
  for (const reason of more) {
    tally.hold(false, () => toFinding(reason));
  }
}

function toFinding({ code, args, at }: GuardReason): Finding {
  // Each is about one file, which is its place.
  return { code, args, at: at as At };
}
