import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterRegistry } from '../cluster.ts';
import { putJson } from '../files.ts';
import { endOf, type Instance, settingsFile, startOnNode } from './instance.ts';
import type { Packages } from './packages.ts';
import { waitFor } from '../wait.ts';

/** Public registries that the local registry stands in for. */
export const mirroredHosts = ['docker.io', 'ghcr.io', 'public.ecr.aws', 'quay.io', 'registry.k8s.io'] as const;

/** host:port of an instance's registry, the same for its pods and for this machine. */
export function registryAddress({ addresses }: Instance): string {
  return `${addresses.node}:5000`;
}

/** How images reach an instance. */
export function registryOf(instance: Instance): ClusterRegistry {
  return { push: registryAddress(instance), insecure: true, naming: 'mirror' };
}

/** Starts the registry. Its contents lie in the cache, so they outlive the cluster; all instances share them. */
export async function startBareRegistry(instance: Instance, packages: Packages): Promise<void> {
  const storage = join(instance.folders.cache, 'registry');
  mkdirSync(storage, { recursive: true, mode: 0o700 });
  const configuration = putJson(settingsFile(instance, 'registry.json'), {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: registryAddress(instance) },
  });
  await startOnNode(instance, {
    name: 'registry',
    command: packages.program('docker-registry'),
    args: ['serve', configuration],
  });
  await waitFor({ what: 'registry', timeout: 20_000, every: 100, unless: endOf(instance, 'registry') }, async () => {
    const { ok, status } = await fetch(`http://${registryAddress(instance)}/v2/`);
    return ok ? { found: true } : { instead: `status ${status}` };
  });
}
