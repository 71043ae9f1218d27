import type { Snapshot } from '../model/proposal.ts';

export interface ReferenceFault {
  readonly code: 'git/kustomization-outside' | 'git/kustomization-remote' | 'git/kustomization-missing';
  readonly why: string;
}

/**
 * Judges one reference of a kustomization. It must name a plain file or a folder that is in the revision and inside the
 * boundary: kustomize takes anything it does not find for an address, and takes some addresses before it even looks.
 * @param folder of the kustomization
 */
export function referenceFault(
  value: string,
  folder: string,
  boundary: string,
  after: Snapshot,
): ReferenceFault | undefined {
  if (value === '') return { code: 'git/kustomization-missing', why: 'it is no path' };
  const remote = remoteForm(value);
  if (remote) return { code: 'git/kustomization-remote', why: remote };
  if (value.startsWith('/')) return { code: 'git/kustomization-outside', why: 'it is absolute' };
  const target = resolve(folder, value);
  if (!target.startsWith(`${boundary}/`))
    return { code: 'git/kustomization-outside', why: `it leads to ${target || 'the top folder'}` };
  const mode = after.mode(target);
  if (mode === '120000') return { code: 'git/kustomization-outside', why: 'it is a symlink' };
  if (mode === '160000') return { code: 'git/kustomization-remote', why: 'it is a submodule' };
  return mode !== undefined || after.isFolder(target)
    ? undefined
    : { code: 'git/kustomization-missing', why: 'there is no such file or folder' };
}

/**
 * The forms that kustomize reads as an address before it looks for a file. The list is wider than kustomize's own, so
 * no version slips through.
 */
function remoteForm(value: string): string | undefined {
  if (/[:?@\\]/.test(value)) return 'it has a character of an address';
  if (value.replace(/^\/+/, '').includes('//')) return 'it has two slashes, which part a repository from a path';
  if (/^(?:\.{0,2}\/)*[^/]*\.(?:com|org|net|io|dev)(?:\/|$)/i.test(value)) return 'it begins like the name of a host';
  if (/\.git(?:\/|$)|(?:^|\/)_git(?:\/|$)/i.test(value)) return 'it names a Git repository';
  return /\p{Cc}/u.test(value) ? 'it holds a control character' : undefined;
}

/** Nothing lies above the repository's top, so nothing there can be inside a boundary. */
function resolve(folder: string, reference: string): string {
  const steps = folder.split('/');
  for (const step of reference.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return '..';
    } else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
