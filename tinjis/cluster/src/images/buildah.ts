import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterRegistry } from '../cluster.ts';
import { runOrFail, succeeds } from '../process/run.ts';

/** The inputs of an image build. */
interface BuildOf {
  /** Folder of the Dockerfile, and its first context. */
  readonly folder: string;
  /** Folders that `COPY --from=NAME` copies from. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
}

/** Calls buildah with a storage of its own, which keeps the machine's own images clean. */
export interface Buildah {
  /** For programs that call buildah themselves. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes the remains of interrupted builds. No other build may run meanwhile. */
  tidy(): Promise<void>;
  /** Whether an image of that name exists. */
  has(name: string): Promise<boolean>;
  build(name: string, of: BuildOf): Promise<void>;
  /** Makes an image from the root file system in a tar archive. */
  importRoot(name: string, archive: string): Promise<void>;
  /** @returns the digest with which the registry answered */
  push(name: string, destination: string, registry: ClusterRegistry): Promise<string>;
  /** Like `push`, for a list of images by platform; then forgets the list and its images. */
  moveList(name: string, destination: string, registry: ClusterRegistry): Promise<string>;
  /** Forgets all other tags of an image, and everything that only they held. */
  keepOnly(name: string): Promise<void>;
}

/** @param cache the cluster's cache folder */
export function buildahIn(cache: string): Buildah {
  const folder = join(cache, 'images');
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'storage.conf');
  writeFileSync(
    settings,
    `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/storage"\nrunroot = "${folder}/storage-run"\n`,
  );
  // Isolation "chroot" needs no container runtime.
  const env = { CONTAINERS_STORAGE_CONF: settings, BUILDAH_ISOLATION: 'chroot' };
  const buildah = (...args: string[]) => runOrFail('buildah', args, { env });
  return {
    env,
    tidy: async () => {
      await buildah('rm', '--all');
      await buildah('rmi', '--prune');
    },
    has: (name) => succeeds(buildah('inspect', '--type', 'image', name)),
    build: async (name, { folder: context, contexts, args }) => {
      await buildah(
        ...['build', '--quiet', '--pull-never', '--format', 'oci', '--timestamp', '0', '--tag', name],
        ...Object.entries(contexts).map(([key, path]) => `--build-context=${key}=${path}`),
        ...Object.entries(args).map(([key, value]) => `--build-arg=${key}=${value}`),
        context,
      );
    },
    importRoot: async (name, archive) => {
      const container = (await buildah('from', 'scratch')).trim();
      await buildah('add', '--quiet', container, archive, '/');
      await buildah('commit', '--quiet', '--rm', '--timestamp', '0', container, name);
    },
    push: (name, destination, { naming, insecure }) =>
      digestOf((file) => {
        const compressed = naming === 'mirror' ? fast : [];
        return buildah('push', '--quiet', ...compressed, ...to(file, insecure), name, `docker://${destination}`);
      }),
    moveList: async (name, destination, { insecure }) => {
      const push = ['manifest', 'push', '--quiet', '--all', '--rm'];
      const digest = await digestOf((file) => buildah(...push, ...to(file, insecure), name, `docker://${destination}`));
      await buildah('rmi', '--prune');
      return digest;
    },
    keepOnly: async (name) => {
      const path = name.slice(0, name.lastIndexOf(':') + 1);
      const names = (await buildah('images', '--format', '{{.Name}}:{{.Tag}}')).split('\n');
      const others = names.filter((each) => each.startsWith(path) && each !== name);
      if (others.length > 0) await buildah('rmi', ...others);
    },
  };
}

/** How a push reaches a registry, and where it writes the digest. */
function to(digestFile: string, insecure: boolean): readonly string[] {
  return [`--tls-verify=${String(!insecure)}`, '--digestfile', digestFile];
}

/**
 * Options for a registry on this machine, chosen for speed and not for size. Other registries may not know this
 * compression.
 */
const fast = ['--compression-format', 'zstd', '--compression-level', '1'];

/** The content of the file that a push writes. */
async function digestOf(push: (file: string) => Promise<unknown>): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'tinjis-push-'));
  try {
    await push(join(scratch, 'digest'));
    return readFileSync(join(scratch, 'digest'), 'utf8').trim();
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
