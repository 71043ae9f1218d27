import { type GuardReason, guardReason, wholeFile } from './rules.ts';
import type { Proposal, Snapshot } from '../model/proposal.ts';
import { serviceFolderOf } from '../model/layout.ts';

/** Longest path Git takes on every system. */
const longest = 1024;

/**
 * Refuses a path that two programs could take for different files, before any other check. Git has checked its own
 * paths; nothing has checked the paths of a list.
 */
export function pathForm(path: string): GuardReason[] {
  const form = formFault(path);
  if (form) return [guardReason('git/path-form', wholeFile(path), { path, why: form })];
  const characters = characterFault(path);
  return characters ? [guardReason('git/path-characters', wholeFile(path), { path, why: characters })] : [];
}

function formFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > longest) return `it is longer than ${longest} characters`;
  if (path.startsWith('/')) return 'it is absolute';
  const segments = path.split('/');
  if (segments.includes('')) return 'it has an empty folder name';
  if (segments.some((each) => each === '.' || each === '..')) return 'it has . or .. for a folder';
  if (segments.some((each) => /^(\.git|git~\d+)$/i.test(each))) return 'it leads into .git';
  if (segments.some((each) => /[. ]$/.test(each))) return 'a name ends in a dot or a space, which Windows drops';
  return undefined;
}

function characterFault(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return 'it holds a control character';
  if (path.includes('\\')) return 'it holds a backslash, which separates folders on Windows';
  if (path !== path.normalize('NFC')) return 'it is not in Unicode normal form C';
  if (/[^\u0020-\u007e]/.test(path)) return 'it holds a character that is not ASCII, and may look like one that is';
  if (/[<>:"|?*]/.test(path)) return 'it holds a character that Windows keeps for itself';
  return undefined;
}

const file = '100644';
const executable = '100755';

/** Refuses everything but plain files, and sends a change of the executable bit to the platform. */
export function entryKind(path: string, { before, after }: Proposal): GuardReason[] {
  const mode = after.mode(path);
  const at = wholeFile(path);
  if (mode === undefined)
    return before.mode(path) === undefined ? [guardReason('git/path-in-neither', at, { path })] : [];
  if (mode === '120000') return [guardReason('git/symlink', at, { path })];
  if (mode === '160000') return [guardReason('git/submodule', at, { path })];
  if (mode !== file && mode !== executable) return [guardReason('git/entry-kind', at, { path, mode })];
  const was = before.mode(path) === executable ? executable : file;
  return mode === was ? [] : [guardReason('git/file-mode', at, { path, was, mode })];
}

/**
 * Finds paths that some file systems take for the same path: names of a file, or of a folder above it, that differ only
 * in case or in Unicode form.
 * @returns a function that judges one path of the indexed tree
 */
export function collisions({ paths, mode }: Snapshot): (path: string) => GuardReason[] {
  const byFolded = new Map<string, string>();
  const clashes = new Map<string, string>();
  for (const path of paths) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const name = path.slice(0, end);
      const other = byFolded.get(fold(name));
      if (other === name) break;
      if (other === undefined) byFolded.set(fold(name), name);
      else clashes.set(name, other).set(other, name);
    }
  }
  return (path) => {
    if (mode(path) === undefined) return [];
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const name = path.slice(0, end);
      const other = clashes.get(name);
      if (other !== undefined) return [guardReason('git/path-collision', wholeFile(path), { path, name, other })];
    }
    return [];
  };
}

function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase();
}

/** GitHub takes the first file it finds; a second file would wait for the first to go. */
const codeowners = '.github/CODEOWNERS';

/** Refuses files that change how a reviewer, GitHub or Argo CD reads the others. A removal is never refused. */
export function reservedNames(path: string, { after }: Proposal): GuardReason[] {
  if (after.mode(path) === undefined) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lower = name.toLowerCase();
  const at = wholeFile(path);
  if (lower === 'codeowners' && path !== codeowners)
    return [guardReason('git/second-codeowners', at, { path, codeowners })];
  if (lower === '.gitmodules') return [guardReason('git/submodule', at, { path })];
  if (lower === '.gitattributes' && path.includes('/')) return [guardReason('git/review-hidden', at, { path })];
  if (lower.startsWith('.argocd-')) return [guardReason('git/argocd-override', at, { path })];
  const renderer = serviceFolderOf(path) && rendererOf(lower);
  return renderer ? [guardReason('git/other-renderer', at, { path, renderer })] : [];
}

/** Argo CD chooses its renderer by the files it finds. */
function rendererOf(name: string): string | undefined {
  if (name === 'chart.yaml') return 'Helm';
  return /\.(jsonnet|libsonnet)$/.test(name) ? 'Jsonnet' : undefined;
}
