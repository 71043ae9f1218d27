// For a machine that has Docker and no buildah. Public registries can be reached there: official images are mirrored, not replaced.
// Written and checked by types alone: no machine of ours runs Docker.
import { run } from '../machine/run.ts';

/** What a service's image is built from. */
export interface DockerBuild {
  /** Folder of the sources at one commit. */
  readonly context: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * Copies an image from one registry into another.
 * @returns the digest the registry answered
 */
export async function mirrorImage(source: string, destination: string): Promise<string> {
  await run('docker', ['pull', '--quiet', source]);
  await run('docker', ['tag', source, destination]);
  return pushImage(destination);
}

/** @returns the digest the registry answered */
export async function buildAndPush(destination: string, { context, dockerfile, args }: DockerBuild): Promise<string> {
  const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  await run('docker', ['build', '--quiet', '--file', dockerfile, ...given, '--tag', destination, '.'], { cwd: context });
  return pushImage(destination);
}

async function pushImage(destination: string): Promise<string> {
  const said = await run('docker', ['push', destination]);
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(said)?.[1];
  if (digest === undefined) throw new Error(`docker push named no digest for ${destination}`);
  return digest;
}
