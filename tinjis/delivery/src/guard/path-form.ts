import { type GuardReason, reason, wholeFile } from './rules.ts';

/** Longest path Git takes on every system. */
const longest = 1024;

/**
 * Refuses a path that two programs could take for different files, before anything else is asked of it.
 * What comes from Git has been checked by Git; what comes as a list has not.
 */
export function pathForm(path: string): GuardReason[] {
  const form = formFault(path);
  if (form) return [reason('git/path-form', wholeFile(path), { path, why: form })];
  const characters = characterFault(path);
  return characters ? [reason('git/path-characters', wholeFile(path), { path, why: characters })] : [];
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
