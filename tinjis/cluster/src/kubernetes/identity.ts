/**
 * As whom a request is made. What a kubeconfig holds is the administrator; everybody else is told apart from them here.
 */
export type ApiIdentity =
  /** The user of the kubeconfig, or what they act as. */
  | { readonly kind: 'admin' }
  /** The administrator asks to be somebody else: authorization and admission judge as if that somebody had called. */
  | { readonly kind: 'impersonated'; readonly user: string; readonly groups?: readonly string[] }
  /** A bearer token, such as a ServiceAccount's. */
  | { readonly kind: 'token'; readonly token: string }
  /** A client certificate and its key, both PEM. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly key: string }
  /** No credentials. */
  | { readonly kind: 'anonymous' };

export const admin: ApiIdentity = { kind: 'admin' };
export const anonymous: ApiIdentity = { kind: 'anonymous' };

/** A ServiceAccount as the API server names it, with the groups that its token would carry. */
export function serviceAccount(namespace: string, name: string): ApiIdentity {
  return {
    kind: 'impersonated',
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}
