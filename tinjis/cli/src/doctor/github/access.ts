import { runProcess } from '@tinjis/manifests/process';
import { Failure } from '@tinjis/manifests/failure';

/**
 * The token for GitHub, found as GitHub's own `gh` finds it: from the environment, else the token that `gh` keeps. It
 * is meant for one host and sent to no other: the address comes from a file that a change can propose.
 * @param host of the repository, `github.com` or an enterprise server
 * @returns undefined if there is none
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

/**
 * The API address of a repository's host. `GITHUB_API_URL` names another, as in a workflow.
 * @param host of the repository, `github.com` or an enterprise server
 * @throws Failure (misuse) if the token would travel there unencrypted
 */
export function apiAddress(host: string, env: Readonly<Record<string, string | undefined>>): string {
  const address =
    env['GITHUB_API_URL'] || (host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`);
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:' || hostname === '127.0.0.1') return address;
  throw new Failure('misuse', {
    what: `GITHUB_API_URL is ${address}, to which a token would go unencrypted`,
    fix: 'name an https:// address',
  });
}
