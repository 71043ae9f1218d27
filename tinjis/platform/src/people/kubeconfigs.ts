import forge from 'node-forge';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { lasts, rsaKeys } from '@tinjis/cluster/certificate';
import { kubeconfigFor } from '@tinjis/cluster/kubernetes/kubeconfig';
import { putJson, textOf } from '@tinjis/cluster/files';
import type { DemoPerson } from './people.ts';

const signer = 'kubernetes.io/kube-apiserver-client';
const year = 365 * 24 * 60 * 60;

/**
 * Writes a kubeconfig for a person: a client certificate with their name and their groups, signed by the
 * cluster. Keeps a kubeconfig that is still valid for this cluster.
 */
export async function ensureKubeconfig(
  kubernetes: Kubernetes,
  cluster: LiveCluster,
  { login, user, groups, kubeconfig }: DemoPerson,
): Promise<void> {
  const place = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-root-ca.crt' };
  const { data } = await kubernetes.get<LiveObject & { data: Record<string, string> }>(place);
  const authority = data['ca.crt'] ?? '';
  if (isGood(textOf(kubeconfig), Buffer.from(authority).toString('base64'))) return;
  const { key, request } = signingRequest(user, groups);
  const certificate = await signed(kubernetes, `tinjis-${login.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`, request);
  const who = { context: login, cluster: cluster.name, user, credentials: { certificate, key } };
  putJson(kubeconfig, kubeconfigFor({ ...who, server: kubernetes.connection.server, authority }));
}

interface Written {
  readonly clusters: readonly [{ readonly cluster: { readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly 'client-certificate-data': string } }];
}

function isGood(text: string | undefined, authority: string): boolean {
  if (text === undefined) return false;
  const { clusters, users } = JSON.parse(text) as Written;
  const certificate = Buffer.from(users[0].user['client-certificate-data'], 'base64').toString('utf8');
  return clusters[0].cluster['certificate-authority-data'] === authority && lasts(certificate);
}

/** Go reads no `@` and no `_` in the narrower form that would be taken otherwise. */
const utf8 = { valueTagClass: forge.asn1.Type.UTF8 as unknown as forge.asn1.Class };

function signingRequest(user: string, groups: readonly string[]): { readonly key: string; readonly request: string } {
  const { key, publicKey } = rsaKeys();
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(publicKey);
  request.setSubject([
    ...groups.map((value) => ({ name: 'organizationName', value, ...utf8 })),
    { name: 'commonName', value: user, ...utf8 },
  ]);
  request.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());
  return { key, request: forge.pki.certificationRequestToPem(request) };
}

async function signed(kubernetes: Kubernetes, name: string, request: string): Promise<string> {
  const reference = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', name } as const;
  await kubernetes.delete(reference);
  const encoded = Buffer.from(request).toString('base64');
  const spec = { request: encoded, signerName: signer, usages: ['client auth'], expirationSeconds: year };
  await kubernetes.create({ apiVersion: reference.apiVersion, kind: reference.kind, metadata: { name }, spec });
  const message = 'a demo identity of policies/teams.yaml';
  const approved = { type: 'Approved', status: 'True', reason: 'TinjisUp', message };
  await kubernetes.patch({ ...reference, subresource: 'approval' }, { status: { conditions: [approved] } });
  const certificate = await waitFor({ what: `the certificate of ${name}`, timeout: 30_000, every: 100 }, async () => {
    const { status = {} } = await kubernetes.get<LiveObject & { status?: { certificate?: string } }>(reference);
    return status.certificate ? { found: status.certificate } : { instead: 'approved, not signed yet' };
  });
  await kubernetes.delete(reference);
  return Buffer.from(certificate, 'base64').toString('utf8');
}
