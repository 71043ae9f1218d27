import { memoizedText } from '../memo.ts';
import { trimSpace } from './go-space.ts';
import { rewriteAsGoDoes } from './go-url.ts';

/**
 * A Git repository's address in the form in which Argo CD compares two of them (util/git, NormalizeGitURL, 3.6.1):
 * lower case, without a trailing `.git`, `git@host:path` as `git@host/path`, without `ssh://`.
 *
 * A `.git` before a trailing slash stays. An address that is no URL becomes empty, so that all such addresses are the
 * same.
 */
export const normaliseRepository = memoizedText((address: string): string => {
  let url = lowerCase(trimSpace(address));
  if (/^(?:ssh:\/\/)?[^/:]*?@[^@]+$/.test(url) && !url.startsWith('ssh://')) url = `ssh://${url.replace(':', '/')}`;
  return (rewriteAsGoDoes(url.replace(/\.git$/, '')) ?? '').replace(/^ssh:\/\//, '');
});

/** Go lowers one character at a time; JavaScript knows of words, and makes two characters of some. */
function lowerCase(text: string): string {
  return [...text].map((character) => [...character.toLowerCase()][0]).join('');
}
