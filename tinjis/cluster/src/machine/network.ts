import type { Instance } from './instance.ts';
import { inside } from './namespaces.ts';
import type { Packages } from './packages.ts';
import { podRange, serviceRange } from './address-plan.ts';
import { runOrFail } from '../process/run.ts';

/**
 * Lays the cable between this machine and the node. The node has no default route, so every attempt to download
 * something fails at once.
 */
export async function connectNode(instance: Instance, packages: Packages): Promise<void> {
  const { folders, addresses } = instance;
  const { host, node, hostDevice, nodeDevice } = addresses;
  const ip = packages.program('ip');
  const onNode = (...args: string[]) => runOrFail('nsenter', [...inside(instance).slice(1), ...args]);
  const there = await onNode(ip, 'link', 'show', nodeDevice).catch(() => undefined);
  if (there === undefined) {
    await runOrFail(ip, ['link', 'delete', hostDevice]).catch(() => undefined); // left by an instance whose other end is gone
    const peer = ['peer', 'name', nodeDevice, 'netns', `${folders.run}/ns/net`];
    await runOrFail(ip, ['link', 'add', hostDevice, 'type', 'veth', ...peer]);
  }
  await runOrFail(ip, ['address', 'replace', `${host}/24`, 'dev', hostDevice]);
  await runOrFail(ip, ['link', 'set', hostDevice, 'up']);
  await onNode(ip, 'link', 'set', 'lo', 'up');
  await onNode(ip, 'address', 'replace', `${node}/24`, 'dev', nodeDevice);
  await onNode(ip, 'link', 'set', nodeDevice, 'up');
  // Without it, the node's own processes have no route to a service's address.
  await onNode(ip, 'route', 'replace', serviceRange, 'dev', nodeDevice, 'src', node);
  await onNode('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward');
  await nodeSpeaksForPods(instance, packages);
}

/** This machine has no route to a pod's address, so a pod's packets arrive from the node's address. */
async function nodeSpeaksForPods(instance: Instance, packages: Packages): Promise<void> {
  const { host } = instance.addresses;
  // Declared and emptied first, so the same text can be applied again.
  await runOrFail('nsenter', [...inside(instance).slice(1), packages.program('nft'), '-f', '-'], {
    input: `table ip tinjis {}
flush table ip tinjis
table ip tinjis {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr ${podRange} ip daddr ${host} masquerade
  }
}
`,
  });
}

/** Removes the cable at both ends. */
export async function disconnectNode({ hostDevice }: Instance['addresses']): Promise<void> {
  await runOrFail('ip', ['link', 'delete', hostDevice]).catch(() => undefined);
}
