import { serviceFolderOf } from '../model/service-folders.ts';
import type { Proposal } from '../model/proposal.ts';
import { type GuardReason, reason, wholeFile } from './rules.ts';

/** GitHub takes the first it finds; a second one would wait for the first to go. */
const codeowners = '.github/CODEOWNERS';

/** Refuses files that change what a reviewer, GitHub or Argo CD makes of the others. A removal is never refused. */
export function reservedNames(path: string, { after }: Proposal): GuardReason[] {
  if (after.mode(path) === undefined) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lower = name.toLowerCase();
  const at = wholeFile(path);
  if (lower === 'codeowners' && path !== codeowners) return [reason('git/second-codeowners', at, { path, codeowners })];
  if (lower === '.gitmodules') return [reason('git/submodule', at, { path })];
  if (lower === '.gitattributes' && path.includes('/')) return [reason('git/review-hidden', at, { path })];
  if (lower.startsWith('.argocd-')) return [reason('git/argocd-override', at, { path })];
  const renderer = serviceFolderOf(path) && rendererOf(lower);
  return renderer ? [reason('git/other-renderer', at, { path, renderer })] : [];
}

/** Argo CD chooses its renderer by the files it finds. */
function rendererOf(name: string): string | undefined {
  if (name === 'chart.yaml') return 'Helm';
  return /\.(jsonnet|libsonnet)$/.test(name) ? 'Jsonnet' : undefined;
}
