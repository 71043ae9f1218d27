/**
 * The path a relative reference leads to, from the repository's top.
 * @param folder folder of the file that refers
 * @returns undefined where the reference leaves the repository
 */
export function resolvePath(folder: string, reference: string): string | undefined {
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of reference.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** The folder a path lies in; empty for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
