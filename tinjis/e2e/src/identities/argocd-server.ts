import { Agent } from 'node:https';
import { text } from 'node:stream/consumers';
import { type ApiAnswer, type ApiRequest, open } from '@tinjis/cluster/kubernetes/answer';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { secretText } from '@tinjis/cluster/kubernetes/objects';
import type { ApiConnection } from '@tinjis/cluster/kubernetes/connection';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import { argocdSecret, nodePorts } from '@tinjis/platform/installation';

/** Argo CD's API, used by one caller. */
export interface ArgoCd {
  request<T = unknown>(asked: ApiRequest): Promise<ApiAnswer<T>>;
}

/** Argo CD's server from outside the cluster. */
export interface ArgoCdServer {
  /**
   * @param token absent for a caller that has not logged in
   * @param more additional headers
   */
  as(token?: string, more?: Readonly<Record<string, string>>): ArgoCd;
  /**
   * Logs in.
   * @throws Error with what the server said
   */
  login(username: string, password: string): Promise<string>;
  /** Logs in with credentials that may be wrong, and returns the server's answer. */
  tryLogin(username: string, password: string): Promise<ApiAnswer<{ readonly token?: string }>>;
}

/** Finds the server and its self-signed certificate. No other certificate is trusted. */
export async function argocdServer(admin: Kubernetes, { nodeAddress }: LiveCluster): Promise<ArgoCdServer> {
  const ca = secretText(await admin.get(argocdSecret), 'tls.crt');
  const server = `https://${nodeAddress}:${nodePorts.argocd}`;
  // The certificate does not name the address that the server is reached at.
  const agent = new Agent({ ca, keepAlive: true, checkServerIdentity: () => undefined });
  const as: ArgoCdServer['as'] = (token, more = {}) => {
    const headers = {
      ...more,
      ...(token !== undefined && { Authorization: `Bearer ${token}`, Cookie: `argocd.token=${token}` }),
    };
    const connection: ApiConnection = {
      server,
      credentials: async () => ({ tls: {}, headers, agent }),
      as: () => connection,
    };
    return { request: (asked) => request(connection, asked) };
  };
  const tryLogin: ArgoCdServer['tryLogin'] = (username, password) =>
    as().request({ method: 'POST', path: '/api/v1/session', body: { username, password } });
  return {
    as,
    tryLogin,
    login: async (username, password) => {
      const { ok, body, message } = await tryLogin(username, password);
      if (!ok || body.token === undefined) throw new Error(`${username} cannot log in to Argo CD: ${message}`);
      return body.token;
    },
  };
}

/** A stream answers with one JSON document per line, and a page with no JSON at all. The body is then the text. */
async function request<T>(connection: ApiConnection, asked: ApiRequest): Promise<ApiAnswer<T>> {
  const response = await open(connection, asked);
  const said = await text(response);
  const status = response.statusCode ?? 0;
  const body = parsed(said);
  const message = status < 400 ? '' : ((body as { message?: string }).message ?? said.trim());
  return { status, ok: status < 400, body: body as T, message, reason: '' };
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}
