import type { Proposal } from '../model/proposal.ts';
import { type GuardReason, reason, wholeFile } from './rules.ts';

const file = '100644';
const executable = '100755';

/** Refuses whatever is not a plain file, and sends a change of the executable bit to the platform. */
export function entryKind(path: string, { before, after }: Proposal): GuardReason[] {
  const mode = after.mode(path);
  const at = wholeFile(path);
  if (mode === undefined) return before.mode(path) === undefined ? [reason('git/path-in-neither', at, { path })] : [];
  if (mode === '120000') return [reason('git/symlink', at, { path })];
  if (mode === '160000') return [reason('git/submodule', at, { path })];
  if (mode !== file && mode !== executable) return [reason('git/entry-kind', at, { path, mode })];
  const was = before.mode(path) === executable ? executable : file;
  return mode === was ? [] : [reason('git/file-mode', at, { path, was, mode })];
}
