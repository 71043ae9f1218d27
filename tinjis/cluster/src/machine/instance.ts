import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Folders, foldersOf } from '../state.ts';
import { type AddressPlan, claimAddresses, claimed } from './address-plan.ts';
import { placeFor } from './control-groups.ts';
import { type Daemon, daemonProcess, logFile, startDaemon } from '../process/daemon.ts';
import { textOf } from '../files.ts';
import { inside } from './namespaces.ts';
import type { ProcessId } from '../process/process-id.ts';

/** One bare cluster on this machine: its name, its folders, its addresses. */
export interface Instance {
  readonly name: string;
  readonly folders: Folders;
  readonly addresses: AddressPlan;
  /** Name of its control group. */
  readonly group: string;
  /** Name of its node. */
  readonly node: string;
}

/** The instance with this name; allocates addresses if it has none. */
export function instanceOf(name: string): Instance {
  return describe(name, foldersOf(name), claimAddresses(name));
}

/** The instance with this name, if it has addresses already. */
export function knownInstance(name: string): Instance | undefined {
  const folders = foldersOf(name);
  const addresses = claimed(name);
  return addresses && describe(name, folders, addresses);
}

function describe(name: string, folders: Folders, addresses: AddressPlan): Instance {
  return { name, folders, addresses, group: controlGroupOf(name), node: `${name}-node` };
}

/** Name of an instance's control group. */
export function controlGroupOf(name: string): string {
  return `tinjis-${name}`;
}

/** A file among the instance's settings and keys. */
export function settingsFile({ folders }: Instance, name: string): string {
  return join(folders.state, 'settings', name);
}

/**
 * Starts a daemon on the node, unless it already runs.
 * @returns whether this call started it
 */
export async function startOnNode(instance: Instance, daemon: Daemon): Promise<boolean> {
  const { folders, group } = instance;
  const program = [...inside(instance), daemon.command, ...daemon.args];
  const started = {
    ...daemon,
    command: 'sh',
    // The process joins the group before it becomes the program, so everything it starts is in the group from the
    // beginning.
    args: ['-c', 'echo $$ >"$0" && exec "$@"', placeFor(group, daemon.name), ...program],
    version: versionOf(instance, program),
  };
  return (await startDaemon(started, folders)).fresh;
}

/** The process of one of the instance's daemons; undefined when it does not run. */
export function processOnNode({ folders }: Instance, name: string): ProcessId | undefined {
  return daemonProcess(folders, name);
}

/** For a wait: reports that a daemon it depends on has ended, with the daemon's last words. */
export function endOf(instance: Instance, ...daemons: readonly string[]): () => string | undefined {
  return () => {
    const ended = daemons.find((daemon) => processOnNode(instance, daemon) === undefined);
    if (ended === undefined) return undefined;
    const words = textOf(logFile(instance.folders, ended))?.trimEnd().split('\n').at(-1) ?? '';
    return `${ended} has ended: ${words.slice(0, 300)}`;
  };
}

/** A version that changes with the command line and with the settings files named on it. */
function versionOf(instance: Instance, [command, ...args]: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([command, args]));
  for (const arg of args) {
    const path = arg.slice(arg.indexOf('=') + 1);
    if (path.startsWith(settingsFile(instance, ''))) hash.update(textOf(path) ?? '');
  }
  return hash.digest('hex').slice(0, 16);
}
