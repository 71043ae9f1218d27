import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { standIns } from '../images/catalogue.ts';
import { put, putJson } from '../files.ts';
import { endOf, type Instance, settingsFile, startOnNode } from './instance.ts';
import type { Parts } from './parts.ts';
import { mirroredHosts, registryAddress } from './registry.ts';
import { runOrFail } from '../process/run.ts';
import { waitFor } from '../wait.ts';

/** The socket on which containerd listens. */
export function containerdSocket({ folders }: Instance): string {
  return join(folders.run, 'containerd', 'containerd.sock');
}

/** Starts containerd, which runs the pods. */
export async function startContainerd({ instance, packages, programs }: Parts): Promise<void> {
  const plugins = join(instance.folders.state, 'cni', 'bin');
  const networks = join(instance.folders.state, 'cni', 'networks');
  install(packages.loopback, join(plugins, 'loopback'));
  install(programs.cilium.program('cilium-cni'), join(plugins, 'cilium-cni'));
  putJson(join(networks, '05-cilium.conflist'), {
    cniVersion: '1.0.0',
    name: 'cilium',
    plugins: [{ type: 'cilium-cni', 'log-file': join(instance.folders.logs, 'cilium-cni.log') }],
  });
  const mirrors = settingsFile(instance, 'registries');
  const registry = registryAddress(instance);
  // Also under its own name, in the way a user's own registry would be asked (`up --context`).
  for (const host of [...mirroredHosts, registry]) {
    // With no other host and override_path: there is no route to the outside.
    const url = `http://${registry}/v2${host === registry ? '' : `/${host}`}`;
    put(
      join(mirrors, host, 'hosts.toml'),
      [
        `server = "${url}"`,
        `[host."${url}"]`,
        '  capabilities = ["pull", "resolve"]',
        '  override_path = true',
        '',
      ].join('\n'),
    );
  }
  await startOnNode(instance, {
    name: 'containerd',
    command: packages.program('containerd'),
    args: [
      '--config',
      put(settingsFile(instance, 'containerd.toml'), configuration(instance, { plugins, networks, mirrors })),
    ],
    env: { PATH: `${packages.bin}:${process.env['PATH'] ?? ''}` },
  });
  const ctr = packages.program('ctr');
  await waitFor(
    { what: 'containerd', timeout: 30_000, every: 100, unless: endOf(instance, 'containerd') },
    async () => ({
      found: await runOrFail(ctr, ['--address', containerdSocket(instance), 'version'], { seconds: 5 }),
    }),
  );
}

function install(from: string, to: string): void {
  if (existsSync(to) && statSync(to).size === statSync(from).size) return;
  mkdirSync(join(to, '..'), { recursive: true });
  copyFileSync(from, to);
}

function configuration(
  instance: Instance,
  { plugins, networks, mirrors }: Record<'plugins' | 'networks' | 'mirrors', string>,
): string {
  const { state, run: runFolder } = instance.folders;
  return `version = 2
root = "${state}/containerd"
state = "${runFolder}/containerd"
[grpc]
  address = "${containerdSocket(instance)}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${state}/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  # Its process holds a pod's namespaces.
  sandbox_image = "${standIns.pause.official}"
  disable_apparmor = true
  tolerate_missing_hugetlb_controller = true
  restrict_oom_score_adj = true
  # Pods' network namespaces lie in our own folder.
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${networks}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
      Root = "${runFolder}/runc"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${mirrors}"
`;
}
