import type { CheckGroup, LiveCheck, CheckContext } from '../harness/check.ts';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { runOrFail } from '@tinjis/cluster/process/run';
import { knownCluster } from '@tinjis/cluster/cluster';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { gitFolders, servedFolder } from '@tinjis/platform/git/folders';
import { outsideClient } from '../billing/load.ts';
import { tinjisOrFail } from '../harness/tinjis.ts';

/**
 * Checks that lose something as a whole. They form their own group, because a change that another check made in one
 * cluster cannot be put back into the next.
 */
export const lossChecks: CheckGroup = {
  width: 1,
  alone: true,
  open: (context) => Promise.resolve([clusterLost(context)]),
};

/**
 * The cluster is lost with everything in it. Only what never was in it is left: the Git repository, and the backup of
 * the sealing key with the people's passwords.
 *
 *     tinjis down --name NAME        # the loss
 *     put the Git repositories and the secrets folder back into the state folder
 *     tinjis up --name NAME
 *
 * The backed-up key opens the values in Git: none of them is sealed anew. The databases' data is not part of this: it
 * needs a backup of its own, and the services begin with the challenge's invoices.
 */
function clusterLost(context: CheckContext): LiveCheck {
  const { folders, root, cluster } = context;
  const { name, kind, context: own, registry } = cluster;
  // `down` forgets the instance, so `up` must be told again which cluster it was.
  const which = kind === 'context' ? ['--context', own ?? '', '--registry', registry.push] : [`--${kind}`];
  return {
    name: 'cluster',
    title: 'a lost cluster is back from the Git repository and the backup of the sealing key, and bills',
    within: 600,
    breaks: 'the cluster: it is taken down with all its data and brought up again',
    run: async () => {
      const backup = await mkdtemp(join(tmpdir(), 'tinjis-backup-'));
      try {
        const { repositories } = gitFolders(folders);
        const kept = [repositories, folders.secrets];
        const sealed = await sealedValues(context);
        await Promise.all(kept.map((folder) => copy(folder, join(backup, basename(folder)))));
        await tinjisOrFail(['down', '--name', name], root);
        if (knownCluster(folders)) throw new Error('`tinjis down` left the cluster');
        const start = performance.now();
        await Promise.all(kept.map((folder) => copy(join(backup, basename(folder)), folder)));
        await tinjisOrFail(['up', '--name', name, ...which], root);
        const up = secondsSince(start);
        const fresh = knownCluster(folders);
        if (!fresh) throw new Error('`tinjis up` ended without a cluster');
        const client = await outsideClient(Kubernetes.of(fresh), fresh);
        const { run } = await client.pay(() => undefined);
        const billing = secondsSince(start);
        const unchanged = (await sealedValues(context)) === sealed;
        const faults = [
          ...(unchanged ? [] : ['sealed values had to be made anew']),
          ...(run.failed === 0 && run.paid + run.declined > 0 ? [] : [`the first billing run: ${JSON.stringify(run)}`]),
        ];
        return {
          passed: faults.length === 0,
          observed: `up after ${up} s, billing after ${billing} s, with every sealed value as it was`,
          explanation: faults,
          measures: { upSeconds: up, billingSeconds: billing },
        };
      } finally {
        await rm(backup, { recursive: true, force: true });
      }
    },
  };
}

/** Every file on the served main that holds sealed values, by its content's id. */
async function sealedValues({ folders }: CheckContext): Promise<string> {
  const folder = servedFolder(folders);
  const args = ['-C', folder, 'ls-tree', '-r', 'main', '--', 'apps', 'clusters/local'];
  const listed = await runOrFail('git', args, { env: { HOME: dirname(folder) } });
  return listed
    .split('\n')
    .filter((line) => /\/local\/(bootstrap\/)?sealed-secrets\.yaml$/.test(line))
    .join('\n');
}

function copy(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, preserveTimestamps: true });
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
