import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import { endGroup, removeGroup } from '@tinjis/cluster/machine/control-groups';
import { controlGroupOf, processOnNode } from '@tinjis/cluster/machine/instance';
import { closeNamespaces } from '@tinjis/cluster/machine/namespaces';
import { disconnectNode } from '@tinjis/cluster/machine/network';
import { succeeds } from '@tinjis/cluster/process/run';
import { signal } from '@tinjis/cluster/process/process-id';
import { daemons } from '@tinjis/cluster/machine/report';
import type { LiveCheck, CheckGroup, CheckOutcome } from '../../harness/check.ts';
import { added, footprint } from './footprint.ts';
import {
  completed,
  interruptedUp,
  moments,
  denyServer,
  askServer,
  callServer,
  down,
  giveUpDns,
  instance,
  kubectl,
  name,
  podsAsTheyAre,
  probesReady,
  startProbes,
  up,
} from './throwaway.ts';

/**
 * The bare cluster as a product: it comes up, is repaired, stands beside another cluster, and leaves without a trace.
 * The checks use an instance of their own.
 */
export const machineChecks: CheckGroup = {
  width: 1,
  alone: true,
  open: async ({ cluster, putBack }) => {
    if (cluster.kind !== 'bare') return [notHere(cluster)];
    await down();
    putBack('the instance machine-check is gone', async () => {
      await down();
    });
    return checks();
  },
};

function notHere({ name, kind }: LiveCluster): LiveCheck {
  const why = `${name} is ${kind === 'kind' ? "kind's" : 'a cluster of yours'}; tried beside a bare one, on a machine where that can be`;
  return {
    name: 'bare',
    title: 'a bare cluster is repaired whatever ends, and goes without a trace',
    impossible: why,
    run: () => Promise.reject(new Error(why)),
  };
}

function checks(): LiveCheck[] {
  const before = footprint(controlGroupOf(name));
  let cluster: LiveCluster | undefined;
  const standing = (): LiveCluster => {
    if (!cluster) throw new Error('the instance did not come up');
    return cluster;
  };
  const check = (called: string, title: string, run: () => Promise<CheckOutcome>): LiveCheck => ({
    name: called,
    title,
    within: 180,
    run,
  });
  const kill = (daemon: string): boolean => {
    const id = processOnNode(instance(), daemon);
    return id !== undefined && signal(id, 'SIGKILL');
  };

  return [
    check('up', 'a second instance comes up beside the first', async () => {
      const made = await up();
      cluster = made.cluster;
      await startProbes(cluster);
      return { passed: (await askServer(cluster)).includes('started'), ...timed('upSeconds', made.seconds) };
    }),
    check('up/again', 'again leaves everything as it is', async () => {
      const processes = () => JSON.stringify(daemons.map((daemon) => processOnNode(instance(), daemon)));
      const were = processes();
      const { seconds } = await up();
      return { passed: processes() === were, ...timed('againSeconds', seconds) };
    }),
    check('policy', 'a NetworkPolicy holds on the second instance too', async () => {
      await kubectl(standing(), ['apply', '--server-side', '-f', '-'], JSON.stringify(denyServer));
      const refused = await refusedSoon(standing());
      await kubectl(standing(), ['delete', 'networkpolicy', 'deny']);
      return { passed: refused && (await askServer(standing())).includes('started') };
    }),
    ...daemons.map((daemon) =>
      check(`repair/${daemon}`, `${daemon} killed: up starts it again and no pod notices`, async () => {
        const pods = await podsAsTheyAre(standing());
        return kill(daemon) ? repair(standing(), pods) : { passed: false, observed: 'it did not run' };
      }),
    ),
    check('repair/all', 'all daemons killed: up starts them again and no pod notices', async () => {
      const pods = await podsAsTheyAre(standing());
      daemons.forEach(kill);
      return repair(standing(), pods);
    }),
    check('repair/dns', 'a rollout of DNS that passed its deadline: up completes it', async () => {
      await giveUpDns(standing());
      return repair(standing());
    }),
    check('repair/reboot', 'after what a reboot leaves, up brings the same cluster back', async () => {
      const { group: controlGroup, folders, addresses } = instance();
      await endGroup(controlGroup, '', 'SIGKILL', 20);
      await disconnectNode(addresses);
      await closeNamespaces(folders.run);
      removeGroup(controlGroup);
      mkdirSync(join(folders.run, 'processes'), { recursive: true }); // needed where /run is a disk
      writeFileSync(join(folders.run, 'processes', 'kubelet.json'), JSON.stringify({ pid: 1, started: '1' }));
      return repair(standing());
    }),
    check('keep', 'down --keep and up: the same cluster, its data with it', async () => {
      await down(true);
      return repair(standing());
    }),
    check('down', 'down leaves nothing on this machine', async () => gone(before)),
    ...completed.map((moment) =>
      check(`interrupted/${moment}`, `up killed after ${moment} ms: up completes it`, async () => {
        await interruptedUp(moment);
        const { seconds } = await up();
        const gone = await down();
        return { passed: gone, ...timed('upSeconds', seconds) };
      }),
    ),
    ...moments.map((moment) =>
      check(`interrupted-down/${moment}`, `up killed after ${moment} ms: down leaves nothing`, async () => {
        await interruptedUp(moment);
        return gone(before);
      }),
    ),
  ];
}

async function repair(cluster: LiveCluster, pods?: string): Promise<CheckOutcome> {
  const { seconds } = await up();
  await probesReady(cluster);
  const answered = (await askServer(cluster)).includes('started');
  const now = await podsAsTheyAre(cluster);
  const undisturbed = pods === undefined || pods === now;
  return {
    passed: answered && undisturbed && daemons.every((daemon) => processOnNode(instance(), daemon) !== undefined),
    ...timed('upSeconds', seconds),
    explanation: [`pods before: ${pods ?? 'not compared'}`, `pods now:    ${now}`],
  };
}

async function refusedSoon(cluster: LiveCluster): Promise<boolean> {
  for (let tries = 0; tries < 10; tries += 1) {
    if (!(await succeeds(callServer(cluster, 1)))) return true;
  }
  return false;
}

async function gone(before: ReadonlySet<string>): Promise<CheckOutcome> {
  const begun = performance.now();
  await down();
  const seconds = (performance.now() - begun) / 1000;
  const left = added(before, footprint(controlGroupOf(name)), name);
  return { passed: left.length === 0, ...timed('downSeconds', seconds), explanation: ['left behind:', ...left] };
}

function timed(name: string, seconds: number): Pick<CheckOutcome, 'observed' | 'measures'> {
  const rounded = Math.round(seconds * 10) / 10;
  return { observed: `${rounded} s`, measures: { [name]: rounded } };
}
