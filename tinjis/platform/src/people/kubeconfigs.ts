import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { lasts } from '@tinjis/cluster/machine/certificate';
import { putJson, textOf } from '@tinjis/cluster/files';
import type { DemoPerson } from './people.ts';

const signer = 'kubernetes.io/kube-apiserver-client';
const year = 365 * 24 * 60 * 60;

/**
 * Writes a kubeconfig for a person: a client certificate with their login as user and their team's group, signed by the
 * cluster. One that is still good for this cluster is kept.
 */
export async function ensureKubeconfig(
  kubernetes: Kubernetes,
  cluster: LiveCluster,
  { login, group, kubeconfig }: DemoPerson,
): Promise<void> {
  const authority =
    (
      await kubernetes.get<LiveObject & { data: Record<string, string> }>({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: 'kube-system',
        name: 'kube-root-ca.crt',
      })
    ).data['ca.crt'] ?? '';
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  if (isGood(textOf(kubeconfig), base64(authority))) return;
  const { key, request } = signingRequest(login, group);
  const certificate = await signed(kubernetes, `tinjis-${login}`, request);
  putJson(kubeconfig, {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': login,
    clusters: [
      {
        name: cluster.name,
        cluster: { server: kubernetes.connection.server, 'certificate-authority-data': base64(authority) },
      },
    ],
    users: [{ name: login, user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } }],
    contexts: [{ name: login, context: { cluster: cluster.name, user: login } }],
  });
}

interface Written {
  readonly clusters: readonly [{ readonly cluster: { readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly 'client-certificate-data': string } }];
}

function isGood(text: string | undefined, authority: string): boolean {
  if (text === undefined) return false;
  const {
    clusters: [{ cluster }],
    users: [{ user }],
  } = JSON.parse(text) as Written;
  return (
    cluster['certificate-authority-data'] === authority &&
    lasts(Buffer.from(user['client-certificate-data'], 'base64').toString('utf8'))
  );
}

function signingRequest(login: string, group: string): { readonly key: string; readonly request: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(publicKey);
  request.setSubject([
    { name: 'organizationName', value: group },
    { name: 'commonName', value: login },
  ]);
  request.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { key: privateKey, request: forge.pki.certificationRequestToPem(request) };
}

async function signed(kubernetes: Kubernetes, name: string, request: string): Promise<string> {
  const reference = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', name } as const;
  await kubernetes.delete(reference);
  await kubernetes.create({
    apiVersion: reference.apiVersion,
    kind: reference.kind,
    metadata: { name },
    spec: {
      request: Buffer.from(request).toString('base64'),
      signerName: signer,
      usages: ['client auth'],
      expirationSeconds: year,
    },
  });
  const approved = {
    type: 'Approved',
    status: 'True',
    reason: 'TinjisUp',
    message: 'a demo identity of policies/teams.yaml',
  };
  await kubernetes.patch({ ...reference, subresource: 'approval' }, { status: { conditions: [approved] } });
  const certificate = await waitFor({ what: `the certificate of ${name}`, timeout: 30_000, every: 100 }, async () => {
    const { status = {} } = await kubernetes.get<LiveObject & { status?: { certificate?: string } }>(reference);
    return status.certificate ? { found: status.certificate } : { instead: 'approved, not signed yet' };
  });
  await kubernetes.delete(reference);
  return Buffer.from(certificate, 'base64').toString('utf8');
}
