import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import type { Parts } from './parts.ts';
import { topUpVolumes } from './volumes.ts';

const manifests = join(dirname(packageFolder), 'cluster', 'src', 'machine', 'manifests');

/** Applies what a cluster has from its first minute on: DNS and storage. */
export async function applyAddOns(parts: Parts): Promise<void> {
  const objects = ['dns', 'storage'].map((name) => readFileSync(join(manifests, `${name}.yaml`), 'utf8')).join('---\n');
  await parts.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], objects);
  await topUpVolumes(parts);
}

/** Waits until names are answered. */
export async function addOnsReady({ kubectl }: Parts): Promise<void> {
  await kubectl([
    '--request-timeout=0',
    'rollout',
    'status',
    '--namespace',
    'kube-system',
    'deployment/coredns',
    '--timeout=120s',
  ]);
  // The controllers need some seconds for their first: before it, no pod can be made.
  await kubectl([
    '--request-timeout=0',
    'wait',
    '--for=create',
    '--namespace',
    'default',
    'serviceaccount/default',
    '--timeout=60s',
  ]);
}
