import { join } from 'node:path';
import { podRange, serviceRange } from './address-plan.ts';
import { endOf, startOnNode } from './instance.ts';
import type { Parts } from './parts.ts';
import { waitFor } from '../wait.ts';

/** Starts etcd and the API server. */
export async function startApiServer({ instance, programs, credentials }: Parts): Promise<void> {
  const { authority, apiServer, apiServerToKubelet, tokens } = credentials;
  await startOnNode(instance, {
    name: 'etcd',
    command: programs['etcd-and-sealed-secrets'].program('etcd'),
    // Without fsync: a power cut costs at most a cluster that Git rebuilds in a minute.
    args: [
      `--data-dir=${join(instance.folders.state, 'etcd')}`,
      '--unsafe-no-fsync',
      '--log-level=error',
      '--listen-peer-urls=http://127.0.0.1:2380',
      '--listen-client-urls=http://127.0.0.1:2379',
      '--advertise-client-urls=http://127.0.0.1:2379',
    ],
  });
  await startOnNode(instance, {
    name: 'kube-apiserver',
    command: programs.kubernetes.program('kube-apiserver'),
    args: [
      '--etcd-servers=http://127.0.0.1:2379',
      '--secure-port=6443',
      '--allow-privileged=true',
      `--advertise-address=${instance.addresses.node}`, // cannot be guessed without a default route
      `--service-cluster-ip-range=${serviceRange}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--kubelet-preferred-address-types=InternalIP', // otherwise exec and logs would look up the node's name
      `--client-ca-file=${authority.certificate}`,
      `--tls-cert-file=${apiServer.certificate}`,
      `--tls-private-key-file=${apiServer.key}`,
      `--kubelet-client-certificate=${apiServerToKubelet.certificate}`,
      `--kubelet-client-key=${apiServerToKubelet.key}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${tokens.publicKey}`,
      `--service-account-signing-key-file=${tokens.key}`,
    ],
  });
}

/** Waits until the API server says that it is ready. */
export async function apiServerReady({ instance, kubernetes }: Parts): Promise<void> {
  await waitFor(
    { what: 'ready API server', timeout: 90_000, every: 100, unless: endOf(instance, 'etcd', 'kube-apiserver') },
    async () => {
      const { ok, status, body } = await kubernetes.request({ method: 'GET', path: '/readyz' });
      return ok ? { found: true } : { instead: `status ${status}: ${String(body)}` };
    },
  );
}

/**
 * Starts the controllers and the scheduler once the API server is ready. Their rights do not exist before, and one of
 * them would exit.
 */
export async function startControllers({ instance, programs, credentials }: Parts): Promise<void> {
  const { authority, tokens, kubeconfig } = credentials;
  const as = (name: 'controller-manager' | 'scheduler') =>
    ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
      (flag) => `--${flag}=${kubeconfig[name]}`,
    );
  await startOnNode(instance, {
    name: 'kube-controller-manager',
    command: programs.kubernetes.program('kube-controller-manager'),
    args: [
      ...as('controller-manager'),
      '--leader-elect=false',
      '--use-service-account-credentials=true',
      `--root-ca-file=${authority.certificate}`,
      `--service-account-private-key-file=${tokens.key}`,
      `--cluster-signing-cert-file=${authority.certificate}`,
      `--cluster-signing-key-file=${authority.key}`,
      '--allocate-node-cidrs=true',
      `--cluster-cidr=${podRange}`,
      `--service-cluster-ip-range=${serviceRange}`,
    ],
  });
  await startOnNode(instance, {
    name: 'kube-scheduler',
    command: programs.kubernetes.program('kube-scheduler'),
    args: [...as('scheduler'), '--leader-elect=false'],
  });
}
