import { authorization } from './registry-login.ts';

/** What a manifest may be; a registry answers with what it has. */
const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * The digest a registry has under a tag.
 * @param destination HOST/PATH:TAG
 * @returns undefined where it has none, or does not tell us: then it is pushed, which says what is wrong
 * @throws Error when the registry cannot be reached
 */
export async function pushedDigest(destination: string, insecure: boolean): Promise<string | undefined> {
  const [, host = '', path = '', tag = ''] = /^([^/]+)\/(.+):([^:/]+)$/.exec(destination) ?? [];
  const ask = (login: Readonly<Record<string, string>>) =>
    fetch(`${insecure ? 'http' : 'https'}://${host}/v2/${path}/manifests/${tag}`, {
      method: 'HEAD',
      headers: { accept: manifests, ...login },
      signal: AbortSignal.timeout(10_000),
    });
  try {
    const first = await ask({});
    const login =
      first.status === 401
        ? await authorization(host, first.headers.get('www-authenticate') ?? '', insecure)
        : undefined;
    const answer = login === undefined ? first : await ask({ authorization: login });
    return answer.ok ? (answer.headers.get('docker-content-digest') ?? undefined) : undefined;
  } catch (error) {
    throw new Error(`the registry ${host} does not answer: ${String((error as Error).cause ?? error)}`, {
      cause: error,
    });
  }
}
