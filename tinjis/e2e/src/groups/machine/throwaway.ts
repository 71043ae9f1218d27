import { ensureImages } from '@tinjis/cluster/images/ensure';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import { bringUpBare } from '@tinjis/cluster/machine/bring-up';
import { type Instance, instanceOf } from '@tinjis/cluster/machine/instance';
import { runOrFail } from '@tinjis/cluster/process/run';
import { takeDownBare } from '@tinjis/cluster/machine/take-down';
import { waitFor } from '@tinjis/cluster/wait';
import type { Progress } from '@tinjis/cluster/progress';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import packageFolder from '@tinjis/manifests/package-folder.cjs';

/** The checks' own bare instance, beside the instance that is being checked: nothing tried on it harms anybody. */
export const name = 'machine-check';

const silent: Progress = { note: () => undefined, step: async (_what, work) => work() };

/** Brings the instance up, or repairs it. @returns how long that took, in seconds */
export async function up(): Promise<{ readonly cluster: LiveCluster; readonly seconds: number }> {
  const begun = performance.now();
  const cluster = await bringUpBare({ name, progress: silent });
  return { cluster, seconds: (performance.now() - begun) / 1000 };
}

/** Removes the instance. @returns whether there was anything to remove */
export function down(keep = false): Promise<boolean> {
  return takeDownBare({ name, keep, progress: silent });
}

/** The instance's names and places. It gets addresses when it has none. */
export function instance(): Instance {
  return instanceOf(name);
}

/** kubectl as the instance's administrator. */
export function kubectl(
  { kubectl: program, kubeconfig }: LiveCluster,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const given = input === undefined ? {} : { input };
  return runOrFail(program, ['--kubeconfig', kubeconfig, ...args], { seconds: 60, ...given });
}

/** Starts a server with a volume, a service before it and a client, and waits until they are ready. */
export async function startProbes(cluster: LiveCluster): Promise<void> {
  const { cache } = instance().folders;
  const place = { registry: cluster.registry, own: 'ghcr.io/tinjis/machine-check', cache, progress: silent };
  const { box } = await ensureImages(['box'], place);
  const pods = JSON.stringify(probePods(`${box.reference}@${box.digest}`));
  await kubectl(cluster, ['apply', '--server-side', '-f', '-'], pods);
  await probesReady(cluster);
}

export async function probesReady(cluster: LiveCluster): Promise<void> {
  await kubectl(cluster, ['wait', '--for=condition=Ready', 'pod/server', 'pod/client', '--timeout=55s']);
}

/** Has the client ask the server by name, through its service. @throws Error when there is no answer */
export async function askServer(cluster: LiveCluster): Promise<string> {
  // The first request after a rule has changed may still meet the old rules.
  const answer = await waitFor({ what: 'answer of the server', timeout: 15_000 }, async () => ({
    found: await callServer(cluster, 2),
  }));
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

/** A single call from the client to the server. @param seconds how long it may take to connect */
export function callServer(cluster: LiveCluster, seconds: number): Promise<string> {
  const script = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w ${seconds} server 80`;
  return kubectl(cluster, ['exec', 'client', '--', 'sh', '-c', script]);
}

/** A text that shows whether pods were disturbed: their identity, and how often their containers were restarted. */
export function podsAsTheyAre(cluster: LiveCluster): Promise<string> {
  const each = '{.metadata.uid} {.status.containerStatuses[0].restartCount}{"\\n"}';
  return kubectl(cluster, ['get', 'pods', '-A', '-o', `jsonpath={range .items[*]}${each}{end}`]);
}

/** Leaves DNS as an `up` does that ended before the node was ready: not available, its rollout past its deadline. */
export async function giveUpDns(cluster: LiveCluster): Promise<void> {
  const coredns = ['--namespace', 'kube-system', 'deployment/coredns'];
  await kubectl(cluster, ['scale', ...coredns, '--replicas=0']);
  const template = { spec: { containers: [{ name: 'coredns', image: 'nowhere.invalid/coredns' }] } };
  const patch = JSON.stringify({ spec: { replicas: 1, progressDeadlineSeconds: 1, template } });
  await kubectl(cluster, ['patch', ...coredns, '--patch', patch]);
  const expired = '--for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=ProgressDeadlineExceeded';
  await kubectl(cluster, ['wait', expired, ...coredns, '--timeout=30s']);
}

/**
 * Starts to bring the instance up in a process of its own, and kills that process after a while, as Ctrl-C or a full
 * disk might.
 */
export async function interruptedUp(milliseconds: number): Promise<void> {
  const module = JSON.stringify(join(dirname(packageFolder), 'cluster', 'src', 'machine', 'bring-up.ts'));
  const script = `const { bringUpBare } = await import(${module});
    await bringUpBare({ name: ${JSON.stringify(name)}, progress: { note: () => undefined, step: async (_what, work) => work() } });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await Promise.race([sleep(milliseconds), ended]);
  child.kill('SIGKILL');
  await ended;
}

/** Times of the kill, in milliseconds: during the namespaces, the certificates, the control plane and the node. */
export const moments = [400, 900, 2_500, 6_000] as const;

/** The moments after which an `up` also completes the instance: each takes a whole `up`. */
export const completed = [900, 6_000] as const;

/**
 * A web server that writes a line into its volume at each start and serves that volume, a service before it, and a
 * client.
 * @param image a shell with httpd and nc
 */
function probePods(image: string): object {
  const serve = 'echo started >>/data/index.html; exec httpd -f -p 8080 -h /data';
  const server = {
    image,
    command: ['/bin/sh', '-c', serve],
    ports: [{ name: 'http', containerPort: 8080 }],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      pod('server', server, [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]),
      pod('client', { image, command: ['/bin/sleep', '1000000'] }, []),
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: 'default' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'server', namespace: 'default' },
        spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 'http' }] },
      },
    ],
  };
}

function pod(name: string, container: object, volumes: readonly object[]): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'box', ...container }], volumes },
  };
}

/** Lets nobody reach the server. */
export const denyServer = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'default' },
  spec: { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'] },
};
