import { readFileSync, chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import type { Parts } from './parts.ts';
import type { Instance } from './instance.ts';

const manifests = join(dirname(packageFolder), 'cluster', 'src', 'machine', 'manifests');

/** Applies the add-ons that a cluster has from its first minute on: DNS and storage. */
export async function applyAddOns(parts: Parts): Promise<void> {
  const objects = ['dns', 'storage'].map((name) => readFileSync(join(manifests, `${name}.yaml`), 'utf8')).join('---\n');
  const { host, node } = parts.instance.addresses;
  const addressed = objects.replace('HOST_ADDRESS', host).replace('NODE_ADDRESS', node);
  await parts.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], addressed);
  await topUpVolumes(parts);
}

/** Waits until DNS answers. */
export async function addOnsReady({ kubectl }: Parts): Promise<void> {
  // Not `rollout status`: it fails at once where a rollout has passed its deadline, as one of a killed `up` has.
  const available =
    '--request-timeout=0 wait --for=condition=Available --namespace kube-system deployment/coredns --timeout=120s';
  await kubectl(available.split(' '));
  // The controllers need some seconds to make the first ServiceAccount; without it, no pod can be made.
  const made = '--request-timeout=0 wait --for=create --namespace default serviceaccount/default --timeout=60s';
  await kubectl(made.split(' '));
}

/** Number of volumes that are free to be claimed after an `up`. */
const free = 8;

interface Volume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly local?: { readonly path: string } };
  readonly status?: { readonly phase?: string };
}

/**
 * Offers folders of this machine as volumes, and removes volumes whose claim is gone: nothing else removes local
 * volumes.
 */
async function topUpVolumes({ instance, kubectl }: Parts): Promise<void> {
  const { items } = JSON.parse(await kubectl(['get', 'persistentvolumes', '-o', 'json'])) as { items: Volume[] };
  const own = items.filter(({ spec }) => spec.local?.path.startsWith(folderOf(instance, '')));
  const gone = own.filter(({ status }) => status?.phase === 'Released' || status?.phase === 'Failed');
  if (gone.length > 0) await kubectl(['delete', 'persistentvolumes', ...gone.map(({ metadata }) => metadata.name)]);
  for (const { spec } of gone) {
    rmSync(spec.local?.path ?? '', { recursive: true });
  }
  const kept = own.filter((volume) => !gone.includes(volume));
  const missing = free - kept.filter(({ status }) => status?.phase !== 'Bound').length;
  const taken = new Set(kept.map(({ metadata }) => metadata.name));
  const names = Array.from({ length: taken.size + free }, (_, index) => `local-${index + 1}`).filter(
    (name) => !taken.has(name),
  );
  if (missing <= 0) return;
  const offered = names.slice(0, missing).map((name) => offer(instance, name));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: offered });
  await kubectl(['apply', '--server-side', '-f', '-'], list);
}

function offer(instance: Instance, name: string): object {
  const path = folderOf(instance, name);
  const here = { key: 'kubernetes.io/hostname', operator: 'In', values: [instance.node] };
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777); // for any user a pod runs as; the folders above it are closed to everybody else
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '8Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'local',
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [here] }] } },
    },
  };
}

function folderOf({ folders }: Instance, name: string): string {
  return join(folders.state, 'volumes', name);
}
