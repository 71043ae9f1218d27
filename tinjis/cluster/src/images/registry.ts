import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The media types of a manifest that we accept; a registry answers with the type that it has. */
const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * The digest a registry has under a tag.
 * @param destination HOST/PATH:TAG
 * @returns undefined if it has none or does not tell us; the push that follows then reports the problem
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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Answers a registry's challenge as the distribution specification says. It uses the login that docker or buildah keeps
 * for the host, or none for public content. It does not ask credential helpers.
 * @param challenge the header WWW-Authenticate of the refusal
 * @param insecure the registry speaks plain HTTP; otherwise no login goes to an address without TLS
 * @returns the header Authorization; undefined if there is no answer
 */
export async function authorization(
  host: string,
  challenge: string,
  insecure: boolean,
  env: Environment = process.env,
): Promise<string | undefined> {
  const [, scheme = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(challenge) ?? [];
  const login = keptLogin(host, env);
  if (scheme.toLowerCase() === 'basic') return login;
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const { realm, ...query } = Object.fromEntries(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  if (realm === undefined) return undefined;
  const url = new URL(realm);
  if (url.protocol !== 'https:' && !insecure) return undefined;
  Object.entries(query)
    .filter(([name]) => name !== 'error')
    .forEach(([name, value]) => {
      url.searchParams.set(name, value);
    });
  const answer = await fetch(url, {
    headers: login === undefined ? {} : { authorization: login },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) return undefined;
  const { token, access_token: access } = (await answer.json()) as {
    readonly token?: string;
    readonly access_token?: string;
  };
  return token === undefined && access === undefined ? undefined : `Bearer ${token ?? access}`;
}

/** The login that `docker login` or `buildah login` stored for a host, as a header. */
function keptLogin(host: string, env: Environment): string | undefined {
  const home = env['HOME'] ?? homedir();
  const files = [
    env['REGISTRY_AUTH_FILE'],
    env['XDG_RUNTIME_DIR'] && join(env['XDG_RUNTIME_DIR'], 'containers', 'auth.json'),
    join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
  ];
  for (const file of files.filter((each) => each !== undefined && each !== '')) {
    try {
      const { auths = {} } = JSON.parse(readFileSync(String(file), 'utf8')) as {
        readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
      };
      const auth = (auths[host] ?? auths[`https://${host}`])?.auth;
      if (auth !== undefined) return `Basic ${auth}`;
    } catch {
      // no such file, or it cannot be read: nobody logged in that way
    }
  }
  return undefined;
}
