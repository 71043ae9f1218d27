import { globSync } from 'node:fs';
import { textOf } from '@tinjis/cluster/files';
import { runOrFail } from '@tinjis/cluster/process/run';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { waitFor } from '@tinjis/cluster/wait';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';

/** Something to connect to, over TCP. */
export interface TcpAddress {
  readonly ip: string;
  readonly port: number;
}

/** How a connection attempt ended: it succeeded, or failed for the reason that the system or the tool gives. */
export type Reached = { readonly open: true } | { readonly open: false; readonly why: string };

/**
 * Tries to connect to all targets at once.
 * @param seconds how long to wait for each
 * @returns results by `ip:port`
 */
export type Prober = (targets: readonly TcpAddress[], seconds: number) => Promise<ReadonlyMap<string, Reached>>;

export function addressText({ ip, port }: TcpAddress): string {
  return `${ip}:${port}`;
}

/**
 * How long a connection may take that is not refused, in seconds. If policies drop it, the whole wait is for nothing.
 */
const patience = 2;

/** The patience for a second try, when the first had an unexpected result: a machine may just be busy. */
const morePatience = 6;

/**
 * Tries many targets from one place. A target with an unexpected result is tried again with more patience.
 * @param expected whether a connection is expected to succeed
 */
export async function reach(
  probe: Prober,
  targets: readonly TcpAddress[],
  expected: (target: TcpAddress) => boolean,
): Promise<ReadonlyMap<string, Reached>> {
  const first = await probe(targets, patience);
  const strange = targets.filter((target) => first.get(addressText(target))?.open !== expected(target));
  return strange.length === 0 ? first : new Map([...first, ...(await probe(strange, morePatience))]);
}

/** A container to try connections from. */
export interface Inside {
  readonly admin: Kubernetes;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Tries connections with Node; prints `ip:port WORD` for each, `open` or the system's word for why not. */
const script = `
const [seconds, ...targets] = process.argv.slice(1);
const { connect } = require('node:net');
for (const target of targets) {
  const [host, port] = target.split(':');
  const socket = connect({ host, port: Number(port), timeout: Number(seconds) * 1000 });
  const end = (word) => { console.log(target, word); socket.removeAllListeners('error').on('error', () => {}); socket.destroy(); };
  socket.once('connect', () => end('open')).once('timeout', () => end('timeout')).once('error', (error) => end(error.code));
}`;

/** Does the same in a shell. @param connect a command that connects to the host and port in `$a` within `$t` seconds */
const inShell = (connect: string): string =>
  `t=$1; shift; for a; do ( ${connect} && echo "$a open" || echo "$a refused" ) & done; wait`;
const byBash = inShell('timeout "$t" bash -c "exec 3<>/dev/tcp/${a%:*}/${a#*:}" 2>/dev/null');
const byBusybox = inShell('/bin/busybox nc -w "$t" "${a%:*}" "${a#*:}" </dev/null >/dev/null 2>&1');

export function inPodByNode(inside: Inside): Prober {
  return byCommand(inside, ['/nodejs/bin/node', '-e', script]);
}

export function inPodByBash(inside: Inside): Prober {
  return byCommand(inside, ['bash', '-c', byBash, 'bash']);
}

export function inPodByBusybox(inside: Inside): Prober {
  return byCommand(inside, busybox);
}

/** The command that tries connections with busybox. */
const busybox = ['/bin/busybox', 'sh', '-c', byBusybox, 'sh'];

/** The arguments that follow a command's words: the time for each target, and each target. */
function wordsFor(targets: readonly TcpAddress[], seconds: number): readonly string[] {
  return [String(seconds), ...targets.map(addressText)];
}

/**
 * Tries from the machine, in the network of a pod whose image holds no tool at all.
 * @param otherwise used where the pod's node is not this machine, or where this process is not root: only root may
 * enter
 */
export function onNodeByPodNetwork(uid: string, otherwise: Prober): Prober {
  return async (targets, seconds) => {
    const process = globalThis.process.getuid?.() === 0 ? processIn(uid) : undefined;
    if (process === undefined) return otherwise(targets, seconds);
    const look = [globalThis.process.execPath, '-e', script, ...wordsFor(targets, seconds)];
    return reachedFrom(await runOrFail('nsenter', [`--net=/proc/${process}/ns/net`, ...look]), targets);
  };
}

function byCommand({ admin, namespace, pod, container }: Inside, words: readonly string[]): Prober {
  return async (targets, seconds) => {
    const command = [...words, ...wordsFor(targets, seconds)];
    const { stdout, stderr } = await admin.exec({ namespace, pod, container, command });
    return reachedFrom(stdout, targets, stderr);
  };
}

/**
 * Reads what a probe printed.
 * @throws Error where a target has no answer: an attempt that was not made is not a refusal
 */
function reachedFrom(printed: string, targets: readonly TcpAddress[], complaint = ''): ReadonlyMap<string, Reached> {
  const answers = new Map(
    printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, Reached] => {
        const [target = '', word = ''] = line.split(' ');
        return [target, word === 'open' ? { open: true } : { open: false, why: word }];
      }),
  );
  const missing = targets.find((target) => !answers.has(addressText(target)));
  if (missing)
    throw new Error(`nothing is known of ${addressText(missing)}: ${complaint.trim() || 'the probe ended early'}`);
  return answers;
}

/** Any process of a pod: its control group has the pod's name. */
function processIn(uid: string): string | undefined {
  const names = [uid, uid.replaceAll('-', '_')];
  return globSync('/proc/[0-9]*/cgroup')
    .map((file) => [file, textOf(file) ?? ''] as const) // the process may have just ended
    .find(([, text]) => names.some((name) => text.includes(name)))?.[0]
    .split('/')[2];
}

/**
 * Tries from an ephemeral container in a pod whose own image holds no tool, as `kubectl debug` makes it: the container
 * shares the pod's network. It ends after its one look. Its name stays in the pod's record for as long as the pod
 * lives.
 * @param box image that holds busybox
 */
export function besidePod({ admin, namespace, pod }: Inside, box: string): Prober {
  const reference = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod };
  return async (targets, seconds) => {
    const { ephemeralContainers: others = [] } = (await admin.get<Pod>(reference)).spec;
    const name = `tinjis-look-${others.length}`;
    const harmless = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const securityContext = { runAsNonRoot: true, runAsUser: 65534, ...harmless };
    const look = { name, image: box, command: [...busybox, ...wordsFor(targets, seconds)], securityContext };
    const ephemeral = { ...reference, subresource: 'ephemeralcontainers' };
    await admin.patch(ephemeral, { spec: { ephemeralContainers: [...others, look] } });
    await waitFor({ what: `${name} beside ${namespace}/${pod}`, timeout: 60_000 }, async () => {
      const { status } = await admin.get<Pod>(reference);
      const state = status.ephemeralContainerStatuses?.find((each) => each.name === name)?.state;
      return state?.terminated ? { found: true } : { instead: state?.waiting?.reason ?? 'it looks around' };
    });
    return reachedFrom(await admin.log(namespace, pod, name), targets);
  };
}

interface Pod extends LiveObject {
  readonly spec: { readonly ephemeralContainers?: readonly { readonly name: string }[] };
  readonly status: {
    readonly ephemeralContainerStatuses?: readonly {
      readonly name: string;
      readonly state?: { readonly terminated?: object; readonly waiting?: { readonly reason?: string } };
    }[];
  };
}
