import { ensureImages } from '@tinjis/cluster/images/ensure';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import { bringUpBare } from '@tinjis/cluster/machine/bring-up';
import { type Instance, instanceOf } from '@tinjis/cluster/machine/instance';
import { runOrFail } from '@tinjis/cluster/process/run';
import { takeDownBare } from '@tinjis/cluster/machine/take-down';
import { waitFor } from '@tinjis/cluster/wait';
import type { Progress } from '@tinjis/cluster/progress';
import { probePods } from './probe-pods.ts';

/** A bare instance of the checks' own, beside the one that is checked: what is tried on it harms nobody. */
export const name = 'machine-check';

const silent: Progress = { note: () => undefined, step: async (_what, work) => work() };

/** Brings the instance up, or repairs it. @returns how long that took, in seconds */
export async function up(): Promise<{ readonly cluster: LiveCluster; readonly seconds: number }> {
  const begun = performance.now();
  const cluster = await bringUpBare({ name, progress: silent });
  return { cluster, seconds: (performance.now() - begun) / 1000 };
}

/** Removes the instance. @returns whether there was something */
export function down(keep = false): Promise<boolean> {
  return takeDownBare({ name, keep, progress: silent });
}

/** Its names and places; it gets addresses when it has none. */
export function instance(): Instance {
  return instanceOf(name);
}

/** kubectl as the instance's administrator. */
export function kubectl(
  { kubectl: program, kubeconfig }: LiveCluster,
  args: readonly string[],
  input?: string,
): Promise<string> {
  return runOrFail(program, ['--kubeconfig', kubeconfig, ...args], {
    seconds: 60,
    ...(input === undefined ? {} : { input }),
  });
}

/** Starts a server with a volume, a service before it and a client, and waits until they are ready. */
export async function startProbes(cluster: LiveCluster): Promise<void> {
  const { cache } = instance().folders;
  const { box } = await ensureImages(['box'], {
    registry: cluster.registry,
    own: 'ghcr.io/tinjis/machine-check',
    cache,
    progress: silent,
  });
  await kubectl(
    cluster,
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify(probePods(`${box.reference}@${box.digest}`)),
  );
  await probesReady(cluster);
}

export async function probesReady(cluster: LiveCluster): Promise<void> {
  await kubectl(cluster, ['wait', '--for=condition=Ready', 'pod/server', 'pod/client', '--timeout=55s']);
}

/** Asks the server from the client, by name and through its service. @throws Error when there is no answer */
export async function askServer(cluster: LiveCluster): Promise<string> {
  const script = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 server 80";
  // The first request after a rule has changed may meet the rules of before.
  const answer = await waitFor({ what: 'answer of the server', timeout: 15_000 }, async () => ({
    found: await kubectl(cluster, ['exec', 'client', '--', 'sh', '-c', script]),
  }));
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

/** What tells whether pods were disturbed: their identity and how often their containers were started again. */
export function podsAsTheyAre(cluster: LiveCluster): Promise<string> {
  return kubectl(cluster, [
    'get',
    'pods',
    '-A',
    '-o',
    'jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{"\\n"}{end}',
  ]);
}
