import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '@tinjis/manifests/failure';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { waitFor } from '@tinjis/cluster/wait';
import { antaeusClient, type AntaeusClient, type BillingRun } from '@tinjis/platform/antaeus-client';
import { nodeIn, antaeus } from '@tinjis/cluster/kubernetes/pods';

/** The results of a load. */
export interface LoadReport {
  /** Billing runs that were requested and answered. */
  readonly runs: number;
  /** Calls without a good answer, each in words. Empty unless Antaeus itself was away. */
  readonly failures: readonly string[];
  /** Payment's verdicts over all runs, as Antaeus counted them. */
  readonly charges: number;
  /** Attempts that a run gave up on for now. */
  readonly failed: number;
  readonly seconds: number;
}

/** Invoices that are added at once: enough for a run of several seconds on a small machine. */
const batch = 600;

/** Longest pause between two runs, in milliseconds. */
const longestPause = 2000;

/** A load that lasts until it is ended. */
export interface Load {
  /** Waits until a run is under way. */
  untilBilling(): Promise<void>;
  /** Ends the load when the current run is done. */
  end(): Promise<LoadReport>;
}

/**
 * Keeps Antaeus billing, run after run: the next run tries again what payment declined, and new invoices are added when
 * few are left. Requests each run as any client does, from outside the cluster.
 */
export async function startLoad(kubernetes: Kubernetes, cluster: LiveCluster): Promise<Load> {
  const url = await antaeusUrl(kubernetes, cluster);
  const started = performance.now();
  const before = (await runsAt(url, 1))[0]?.id ?? 0;
  const failures: string[] = [];
  let runs = 0;
  let ended = false;
  await addInvoices(kubernetes, batch);
  const work = async (): Promise<void> => {
    while (!ended) {
      try {
        const begun = Date.now();
        const run = await billingRun(url);
        runs += 1;
        // Pauses half of the time: whatever is tried meanwhile needs the machine too. A replica that is stopping
        // answers before the run is done; the next call then joins the run on another replica.
        await sleep(Math.min(Math.max(Date.now() - begun, 250), longestPause));
        if (run.state === 'finished' && run.total - run.paid < batch / 4) await addInvoices(kubernetes, batch);
      } catch (error) {
        failures.push(errorText(error));
        await sleep(250);
      }
    }
  };
  const working = work();
  return {
    untilBilling: () =>
      waitFor({ what: 'a billing run under way', timeout: 20_000, every: 20 }, async () => {
        const [run] = await runsAt(url, 1);
        return run?.state === 'running' && run.paid > 0
          ? { found: undefined }
          : { instead: `the newest run is ${run?.state}` };
      }),
    end: async () => {
      ended = true;
      await working;
      const seen = (await runsAt(url, 1000)).filter(({ id }) => id > before);
      const sum = (field: 'paid' | 'declined' | 'failed'): number => seen.reduce((total, run) => total + run[field], 0);
      return {
        runs,
        failures,
        charges: sum('paid') + sum('declined'),
        failed: sum('failed'),
        seconds: (performance.now() - started) / 1000,
      };
    },
  };
}

/**
 * Requests a billing run and waits for its end.
 * @throws Error when Antaeus is away or answers with an error
 */
export async function billingRun(url: string): Promise<BillingRun> {
  const answer = await fetch(`${url}/rest/v1/invoices/pay`, { method: 'POST', signal: AbortSignal.timeout(120_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Antaeus answered ${answer.status}: ${text}`);
  return ask<BillingRun>(url, String(answer.headers.get('location')));
}

/** The newest billing runs, at most `limit`, the newest first. */
function runsAt(url: string, limit: number): Promise<readonly BillingRun[]> {
  return ask(url, `/rest/v1/billing-runs?limit=${limit}`);
}

async function ask<T>(url: string, path: string): Promise<T> {
  const answer = await fetch(url + path, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`Antaeus answered ${answer.status} to ${path}`);
  return (await answer.json()) as T;
}

/**
 * The address at which clients outside the cluster reach Antaeus: the node's address, and the port that its Service has
 * on every node.
 * @returns a URL without a slash at the end
 */
export async function antaeusUrl(kubernetes: Kubernetes, { nodeAddress }: LiveCluster): Promise<string> {
  const service = await kubernetes.get({ apiVersion: 'v1', kind: 'Service', ...antaeus });
  const { ports } = service['spec'] as { readonly ports: readonly { readonly nodePort?: number }[] };
  return `http://${nodeAddress}:${ports[0]?.nodePort}`;
}

/** Antaeus, as its clients outside the cluster use it. */
export async function outsideClient(kubernetes: Kubernetes, cluster: LiveCluster): Promise<AntaeusClient> {
  return antaeusClient(await antaeusUrl(kubernetes, cluster));
}

/** Adds one customer with pending invoices, with the service's own command (services/antaeus/README.md). */
export async function addInvoices(kubernetes: Kubernetes, invoices: number): Promise<void> {
  const seed = ['services/antaeus/src/seed.ts', '--customers', '1', '--invoices', String(invoices)];
  await nodeIn(kubernetes, antaeus, seed);
}
