import { runProcess } from '@tinjis/manifests/process';

/**
 * The token to ask GitHub with, found as GitHub's own `gh` finds it: by environment, else the one `gh` keeps.
 * It is meant for one host and given to no other: the address comes from a file that a change can propose.
 * @param host of the repository, `github.com` or that of an enterprise server
 * @returns undefined where there is none
 */
export async function findToken(
  host: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const [first, second] =
    host === 'github.com'
      ? [env['GH_TOKEN'], env['GITHUB_TOKEN']]
      : [env['GH_ENTERPRISE_TOKEN'], env['GITHUB_ENTERPRISE_TOKEN']];
  if (first || second) return first || second;
  const needed = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { status, stdout } = await runProcess('gh', ['auth', 'token', '--hostname', host], {
    env: Object.fromEntries(needed),
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
