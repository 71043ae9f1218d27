// For a cluster in Docker, and for a machine that has Docker and no buildah. Public registries can be reached there:
// official images are mirrored, not replaced.
import type { ClusterRegistry } from '../cluster.ts';
import { runOrFail, succeeds } from '../process/run.ts';
import { pushedDigest } from './registry.ts';

/** What a service's image is built from. */
interface DockerBuild {
  /** Folder of the sources at one commit. */
  readonly context: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * Copies an image from one registry into another.
 * @returns the digest the registry answered
 */
export async function mirrorImage(source: string, destination: string, registry: ClusterRegistry): Promise<string> {
  await runOrFail('docker', ['pull', '--quiet', source]);
  await runOrFail('docker', ['tag', source, destination]);
  return pushImage(destination, registry);
}

/** @returns the digest the registry answered */
export async function buildAndPush(
  destination: string,
  build: DockerBuild,
  registry: ClusterRegistry,
): Promise<string> {
  const { context, dockerfile, args } = build;
  const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  await runOrFail('docker', ['build', '--quiet', '--file', dockerfile, ...given, '--tag', destination, '.'], {
    cwd: context,
  });
  return pushImage(destination, registry);
}

async function pushImage(destination: string, { insecure }: ClusterRegistry): Promise<string> {
  await runOrFail('docker', ['push', '--quiet', destination]);
  // What Docker prints of it differs with its version and image store.
  const digest = await pushedDigest(destination, insecure);
  if (digest === undefined) throw new Error(`the registry names no digest for ${destination}, which was pushed`);
  return digest;
}

/**
 * What makes images here: Docker where the cluster itself is in Docker; else buildah where it is installed, since it
 * works with and without public registries in reach; else Docker.
 * @throws Error when there is neither
 */
export async function imageTool({
  inDocker = false,
}: Pick<ClusterRegistry, 'inDocker'>): Promise<'buildah' | 'docker'> {
  // That buildah is installed too says nothing: it would make stand-ins of Debian packages, which takes Debian and
  // root.
  if (inDocker) return 'docker';
  if (await succeeds(runOrFail('buildah', ['--version']))) return 'buildah';
  if (await succeeds(runOrFail('docker', ['version']))) return 'docker';
  throw new Error(
    'images are made by buildah or Docker, and neither is here: apt-get install buildah, or start Docker',
  );
}
