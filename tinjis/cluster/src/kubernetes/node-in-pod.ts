import type { Kubernetes } from './client.ts';
import { readyPod, type NamedWorkload } from './pods.ts';

/** Node in the services' images, which have no shell. */
const node = '/nodejs/bin/node';

export interface InPod {
  /** Name of the pod; any ready one when left out. */
  readonly pod?: string;
  /** A line that the program reads there; where a secret goes, since a command line is seen. */
  readonly stdin?: string;
}

/**
 * Runs Node in a pod of a service, with the service's own settings and libraries around it.
 *
 * Only an administrator may (policies/admission/interactive-access.yaml): it stands for a person who breaks the glass,
 * and sees nothing that the service itself does not see.
 * @param args command line after `node`, in the service's image folder
 * @returns what it printed
 * @throws Error with what it complained of
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

/** Asks a service's database as the service. Numbers of 64 bits come as text. */
export async function queryIn<Row>(
  kubernetes: Kubernetes,
  workload: NamedWorkload,
  sql: string,
): Promise<readonly Row[]> {
  return JSON.parse(await nodeIn(kubernetes, workload, ['--input-type=module', '-e', query, sql])) as Row[];
}
