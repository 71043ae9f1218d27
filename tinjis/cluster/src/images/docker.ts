// For a cluster in Docker, and for a machine that has Docker but no buildah. Docker can reach public registries, so
// official images are mirrored, not replaced.
import type { ClusterRegistry } from '../cluster.ts';
import { runOrFail, succeeds } from '../process/run.ts';
import { pushedDigest } from './registry.ts';

/** The inputs of a service's image. */
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

/** @returns the digest with which the registry answered */
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
  // The text that Docker prints about a push differs with its version and image store.
  const digest = await pushedDigest(destination, insecure);
  if (digest === undefined) throw new Error(`the registry names no digest for ${destination}, which was pushed`);
  return digest;
}

/**
 * The tool that makes images here: Docker if the cluster itself is in Docker; else buildah if it is installed, since it
 * works with and without public registries in reach; else Docker.
 * @throws Error when neither is installed
 */
export async function imageTool({
  inDocker = false,
}: Pick<ClusterRegistry, 'inDocker'>): Promise<'buildah' | 'docker'> {
  // Even if buildah is installed too: it would make stand-ins from Debian packages, which takes Debian and root.
  if (inDocker) return 'docker';
  if (await succeeds(runOrFail('buildah', ['--version']))) return 'buildah';
  if (await succeeds(runOrFail('docker', ['version']))) return 'docker';
  throw new Error(
    'images are made by buildah or Docker, and neither is here: apt-get install buildah, or start Docker',
  );
}
