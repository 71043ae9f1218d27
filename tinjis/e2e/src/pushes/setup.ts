import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { succeeds } from '@tinjis/cluster/process/run';
import { antaeus, payment, type NamedWorkload } from '@tinjis/cluster/kubernetes/pods';
import { antaeusUrl } from '../billing/load.ts';
import type { CheckContext } from '../harness/check.ts';
import { arrivalOf, stateOf } from './arrival.ts';
import { commitMark, type Developed } from './push.ts';
import { pushMark, deploymentFile } from './mark.ts';
import { cloneFor, type WorkingCopy } from './working-copy.ts';
import { waitFor } from '@tinjis/cluster/wait';

/** Everything that the delivery checks and the drills work with. */
export interface DeliverySetup {
  readonly context: CheckContext;
  /** As the administrator. */
  readonly kubernetes: Kubernetes;
  /** Antaeus' address outside the cluster. */
  readonly url: string;
  /** The services, each with its developer's clone. */
  readonly payment: Developed;
  readonly antaeus: Developed;
  /** The platform administrator's clone. */
  readonly platform: WorkingCopy;
}

/** Longest time that putting back may take, in milliseconds. */
const patience = 90_000;

/** Clones the served repository for each person. At the end, ordinary pushes remove whatever the checks left in it. */
export async function setUpDelivery(context: CheckContext): Promise<DeliverySetup> {
  const kubernetes = Kubernetes.of(context.cluster);
  const developed = async (team: string, login: string, workload: NamedWorkload): Promise<Developed> => ({
    team,
    workload,
    copy: await cloneFor(context, login),
  });
  const services = {
    payment: await developed('payments', 'payments-dev', payment),
    antaeus: await developed('billing', 'billing-dev', antaeus),
  };
  context.putBack('the pod templates of both services', async () => {
    await Promise.all(Object.values(services).map((each) => takeMarkOut(kubernetes, each)));
  });
  const url = await antaeusUrl(kubernetes, context.cluster);
  return { context, kubernetes, url, ...services, platform: await cloneFor(context, 'platform-admin') };
}

async function takeMarkOut(kubernetes: Kubernetes, developed: Developed): Promise<void> {
  const { team, workload, copy } = developed;
  await copy.update();
  if (!(await copy.read(deploymentFile({ team, service: workload.name }))).includes(pushMark)) return;
  const { revision: before } = await stateOf(kubernetes, workload.name);
  await commitMark(developed, undefined);
  await copy.push();
  await arrivalOf(kubernetes, { ...workload, before, value: undefined }, AbortSignal.timeout(patience));
}

/**
 * Waits until Applications are Synced and Healthy at a commit that the platform's clone pushed, or at a later commit.
 * @throws Error that says which Application is behind, when the time is up
 */
export async function syncedAt(
  { kubernetes, platform }: DeliverySetup,
  names: readonly string[],
  commit: string,
): Promise<void> {
  await waitFor({ what: `${names.join(', ')} to be Synced at ${commit.slice(0, 7)}`, timeout: 150_000 }, async () => {
    const states = await Promise.all(names.map(async (name) => ({ name, ...(await stateOf(kubernetes, name)) })));
    const behind: string[] = [];
    for (const { name, sync, health, revision, message } of states) {
      const isThere = sync === 'Synced' && health === 'Healthy' && (await isAtOrAfter(platform, commit, revision));
      if (!isThere) behind.push(`${name} is ${sync} and ${health} at ${revision.slice(0, 7)} ${message}`.trim());
    }
    return behind.length === 0 ? { found: true } : { instead: behind.join('; ') };
  });
}

async function isAtOrAfter({ git }: DeliverySetup['platform'], commit: string, revision: string): Promise<boolean> {
  if (revision === commit) return true;
  await git('fetch', '--quiet', 'origin', 'main');
  return succeeds(git('merge-base', '--is-ancestor', commit, revision));
}
