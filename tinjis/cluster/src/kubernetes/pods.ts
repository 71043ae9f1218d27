import type { Kubernetes } from './client.ts';
import type { LiveObject } from './objects.ts';

/** A workload of ours; its pods carry its name as a label. */
export interface NamedWorkload {
  readonly namespace: string;
  readonly name: string;
}

export const payment: NamedWorkload = { namespace: 'payments', name: 'payment' };
export const antaeus: NamedWorkload = { namespace: 'billing', name: 'antaeus' };

/** The database of a workload, by the naming of apps/. */
export function databaseWorkload({ namespace, name }: NamedWorkload): NamedWorkload {
  return { namespace, name: `${name}-postgresql` };
}

/** Pods of a workload that are not terminating, the youngest last. */
export async function livePods(kubernetes: Kubernetes, workload: NamedWorkload): Promise<readonly LiveObject[]> {
  const { namespace, name } = workload;
  const labels = `app.kubernetes.io/name=${name}`;
  const pods = await kubernetes.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { labels });
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return staying.toSorted((a, b) =>
    String(a.metadata.creationTimestamp).localeCompare(String(b.metadata.creationTimestamp)),
  );
}

/** Whether a pod takes calls. */
export function isReady({ status }: LiveObject): boolean {
  const conditions = (status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? [];
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/**
 * A pod of a workload that takes calls.
 * @throws Error if none does
 */
export async function readyPod(kubernetes: Kubernetes, workload: NamedWorkload): Promise<LiveObject> {
  const ready = (await livePods(kubernetes, workload)).findLast(isReady);
  if (!ready) throw new Error(`no pod of ${workload.namespace}/${workload.name} is ready`);
  return ready;
}

/** Node in the services' images, which have no shell. */
const node = '/nodejs/bin/node';

interface InPod {
  /** Name of the pod; any ready pod when left out. */
  readonly pod?: string;
  /** A line for the program's standard input. It carries secrets, since others can see a command line. */
  readonly stdin?: string;
}

/**
 * Runs Node in a pod of a service, with the service's own settings and libraries around it.
 *
 * Only an administrator may do so (policies/admission/interactive-access.yaml), like a person who breaks the glass. The
 * program sees nothing that the service itself does not see.
 * @param args command line after `node`, in the service's image folder
 * @returns its output
 * @throws Error with its error output
 */
export async function nodeIn(
  kubernetes: Kubernetes,
  workload: NamedWorkload,
  args: readonly string[],
  { pod, stdin }: InPod = {},
): Promise<string> {
  const name = pod ?? (await readyPod(kubernetes, workload)).metadata.name;
  const { namespace, name: container } = workload;
  const { code, stdout, stderr } = await kubernetes.exec({
    namespace,
    pod: name,
    container,
    command: [node, ...args],
    ...(stdin === undefined ? {} : { stdin: `${stdin}\n` }),
  });
  if (code !== 0) throw new Error(`node in ${namespace}/${name} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}

const query = `
import { readFileSync } from 'node:fs';
import pg from 'pg';
const url = new URL(process.env.DATABASE_URL);
url.password = readFileSync(process.env.DATABASE_PASSWORD_FILE, 'utf8').trim();
const client = new pg.Client({ connectionString: url.href });
await client.connect();
const { rows } = await client.query(process.argv[1]);
await client.end();
process.stdout.write(JSON.stringify(rows));`;

/** Queries a service's database as the service. 64-bit numbers come as text. */
export async function queryIn<Row>(
  kubernetes: Kubernetes,
  workload: NamedWorkload,
  sql: string,
): Promise<readonly Row[]> {
  return JSON.parse(await nodeIn(kubernetes, workload, ['--input-type=module', '-e', query, sql])) as Row[];
}
