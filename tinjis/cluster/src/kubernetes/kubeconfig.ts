import type { KeyPair } from '../certificate.ts';

/** The parties of a connection, and how they know each other. */
export interface KubeconfigParts {
  /** Name of the one context. */
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
  /** Address of the API server. */
  readonly server: string;
  /** Certificate of the cluster's authority, as PEM. */
  readonly authority: string;
  readonly credentials: KeyPair;
}

/** The content of a kubeconfig file with one context, whose user has a client certificate. */
export function kubeconfigFor({ context, cluster, user, server, authority, credentials }: KubeconfigParts): object {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const { certificate, key } = credentials;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{ name: context, context: { cluster, user } }],
    clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } }],
  };
}
