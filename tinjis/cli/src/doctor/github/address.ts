import { Failure } from '@tinjis/manifests/failure';

/**
 * Where the API of a repository's host is. `GITHUB_API_URL` names another, as in a workflow.
 * @param host of the repository, `github.com` or that of an enterprise server
 * @throws Failure (misuse) where a token would go there unencrypted
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
