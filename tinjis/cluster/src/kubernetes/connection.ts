import { Agent, type RequestOptions } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { KubeConfig, type User } from '@kubernetes/client-node';
import type { Acting } from './administrator.ts';

/**
 * The API server's address and the identity of its caller. All requests of one identity keep and share TLS connections.
 */
export interface ApiConnection {
  /** Address of the API server, without a trailing slash. */
  readonly server: string;
  /** The options that a request needs beside its path. */
  credentials(): Promise<RequestCredentials>;
  /** The same for another identity of the same cluster. */
  as(identity: ApiIdentity): ApiConnection;
}

interface RequestCredentials {
  /** The authorities to trust, and a client certificate if there is one. */
  readonly tls: Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> & {
    readonly rejectUnauthorized?: boolean;
    readonly servername?: string;
  };
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Keeps connections open; a proxy's own agent if the kubeconfig names a proxy. */
  readonly agent: Agent;
}

/**
 * How long credentials are used before they are read again: a plug-in's token may expire, and reading files for each
 * request is slow.
 */
const credentialsLast = 30_000;

/**
 * Reads a kubeconfig file.
 * @param context name of the context; the file's current one when absent
 * @param acting whom its user acts as; to impersonate anybody else, the user asks as themselves
 * @throws Error when the file cannot be read or the context is not in it
 */
export function connect(file: string, context?: string, acting?: Acting): ApiConnection {
  const config = new KubeConfig();
  config.loadFromFile(file);
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(`${file} has no context ${context ?? config.getCurrentContext()} with a cluster in it`);
  return connectionOf(config, { kind: 'admin' }, acting);
}

function connectionOf(administrator: KubeConfig, identity: ApiIdentity, acting: Acting | undefined): ApiConnection {
  const config = configFor(administrator, identity);
  const server = (administrator.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
  const agents = new Map<string, Agent>();
  let known: { readonly credentials: Promise<RequestCredentials>; readonly until: number } | undefined;
  const ask = async (): Promise<RequestCredentials> => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
    const tls = tlsOf(options);
    const headers = {
      ...(options.headers as Record<string, string | string[]>),
      ...impersonation(identity.kind === 'admin' ? acting : identity),
    };
    // A proxy needs an agent of its own; the library's plain agent opens a connection for each request.
    const agent = administrator.getCurrentCluster()?.proxyUrl ? (options.agent as Agent) : keptOpen(agents, tls);
    return { tls, headers, agent };
  };
  return {
    server,
    credentials: () => {
      if (!known || known.until < Date.now()) known = { credentials: ask(), until: Date.now() + credentialsLast };
      return known.credentials;
    },
    as: (other) => connectionOf(administrator, other, acting),
  };
}

function configFor(administrator: KubeConfig, identity: ApiIdentity): KubeConfig {
  if (identity.kind === 'admin' || identity.kind === 'impersonated') return administrator;
  const cluster = administrator.getCurrentCluster();
  const config = new KubeConfig();
  if (cluster) config.loadFromClusterAndUser(cluster, userOf(identity));
  return config;
}

function userOf(identity: Exclude<ApiIdentity, { kind: 'admin' | 'impersonated' }>): User {
  return identity.kind === 'token' ? { name: 'token', token: identity.token } : { name: 'anonymous' };
}

function impersonation(identity: ApiIdentity | Acting | undefined): Record<string, string | string[]> {
  if (!identity || !('user' in identity)) return {};
  return {
    'Impersonate-User': identity.user,
    ...(identity.groups ? { 'Impersonate-Group': [...identity.groups] } : {}),
  };
}

function tlsOf({ ca, cert, key, rejectUnauthorized, servername }: RequestOptions): RequestCredentials['tls'] {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    ...(servername === undefined ? {} : { servername }),
  };
}

function keptOpen(agents: Map<string, Agent>, tls: RequestCredentials['tls']): Agent {
  const id = JSON.stringify(Object.values(tls).map(String));
  const agent = agents.get(id) ?? new Agent({ keepAlive: true, maxSockets: 32, ...tls });
  agents.set(id, agent);
  return agent;
}

/** The identity of a request. A kubeconfig holds the administrator; this names everybody else. */
export type ApiIdentity =
  /** The user of the kubeconfig, or the member they act as. */
  | { readonly kind: 'admin' }
  /** The administrator asks to be somebody else; authorization and admission judge as if that somebody had called. */
  | { readonly kind: 'impersonated'; readonly user: string; readonly groups?: readonly string[] }
  /** A bearer token, such as a ServiceAccount's. */
  | { readonly kind: 'token'; readonly token: string }
  /** No credentials. */
  | { readonly kind: 'anonymous' };
