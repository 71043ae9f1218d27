import { join } from 'node:path';
import { apiServiceAddress } from './address-plan.ts';
import { authority, issue, type KeyPair, lasts, type CertificateSubject, rsaKeys } from '../certificate.ts';
import { put, putJson, textOf } from '../files.ts';
import { type Instance, settingsFile } from './instance.ts';
import { kubeconfigFor } from '../kubernetes/kubeconfig.ts';

/** Files with the cluster's own certificates and keys. */
export interface ClusterCredentials {
  readonly authority: KeyPairFiles;
  readonly apiServer: KeyPairFiles;
  /** The API server's identity towards the kubelet. */
  readonly apiServerToKubelet: KeyPairFiles;
  readonly kubelet: KeyPairFiles;
  /** Signs the tokens of ServiceAccounts. */
  readonly tokens: { readonly key: string; readonly publicKey: string };
  /** Kubeconfig files of the administrator and of the cluster's own components. */
  readonly kubeconfig: Readonly<
    Record<'admin' | 'controller-manager' | 'scheduler' | 'kubelet' | 'kube-proxy', string>
  >;
}

interface KeyPairFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Makes credentials that are missing or about to expire; leaves all others alone. */
export function ensureCredentials(instance: Instance): ClusterCredentials {
  const { node } = instance;
  const { node: address } = instance.addresses;
  const ca = ensure(instance, 'ca', () => authority(`${instance.name}-authority`));
  const of = (name: string, subject: CertificateSubject) => ensure(instance, name, () => issue(ca.pair, subject));
  const apiServer = of('apiserver', {
    commonName: 'kube-apiserver',
    names: [
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
      '127.0.0.1',
      address,
      apiServiceAddress,
    ],
  });
  const kubelet = of('kubelet', {
    commonName: `system:node:${node}`,
    organisation: 'system:nodes',
    names: [node, address],
  });
  const kubeconfig = (name: string, { pair }: Kept) => writeKubeconfig(instance, name, ca.pair.certificate, pair);
  return {
    authority: ca.files,
    apiServer: apiServer.files,
    apiServerToKubelet: of('apiserver-kubelet-client', {
      commonName: 'kube-apiserver-kubelet-client',
      organisation: 'system:masters',
    }).files,
    kubelet: kubelet.files,
    tokens: ensureTokenKeys(instance),
    kubeconfig: {
      admin: kubeconfig('admin', of('admin', { commonName: 'admin', organisation: 'system:masters' })),
      'controller-manager': kubeconfig(
        'controller-manager',
        of('controller-manager', { commonName: 'system:kube-controller-manager' }),
      ),
      scheduler: kubeconfig('scheduler', of('scheduler', { commonName: 'system:kube-scheduler' })),
      'kube-proxy': kubeconfig('kube-proxy', of('kube-proxy', { commonName: 'system:kube-proxy' })),
      kubelet: kubeconfig('kubelet', kubelet),
    },
  };
}

interface Kept {
  readonly pair: KeyPair;
  readonly files: KeyPairFiles;
}

function ensure(instance: Instance, name: string, make: () => KeyPair): Kept {
  const files = {
    certificate: settingsFile(instance, `pki/${name}.crt`),
    key: settingsFile(instance, `pki/${name}.key`),
  };
  const certificate = textOf(files.certificate);
  const key = textOf(files.key);
  if (certificate !== undefined && key !== undefined && lasts(certificate))
    return { pair: { certificate, key }, files };
  const pair = make();
  put(files.key, pair.key);
  put(files.certificate, pair.certificate); // last: an interrupted pair is made again
  return { pair, files };
}

function ensureTokenKeys(instance: Instance): ClusterCredentials['tokens'] {
  const files = { key: settingsFile(instance, 'pki/tokens.key'), publicKey: settingsFile(instance, 'pki/tokens.pub') };
  if (textOf(files.publicKey) === undefined) {
    const keys = rsaKeys();
    put(files.key, keys.key);
    put(files.publicKey, keys.publicKey);
  }
  return files;
}

function writeKubeconfig(instance: Instance, user: string, authority: string, credentials: KeyPair): string {
  const { name, folders, addresses } = instance;
  const file = user === 'admin' ? join(folders.state, 'kubeconfig') : settingsFile(instance, `${user}.kubeconfig`);
  const server = `https://${addresses.node}:6443`;
  return putJson(file, kubeconfigFor({ context: name, cluster: name, user, server, authority, credentials }));
}
