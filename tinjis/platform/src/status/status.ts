import { gitTree } from '@tinjis/manifests/tree/git';
import { errorText, Failure } from '@tinjis/manifests/failure';
import { knownCluster } from '@tinjis/cluster/cluster';
import { servedFolder, gitFolders, lastRefusal, type Refusal } from '../git/folders.ts';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { daemonProcess, logFile } from '@tinjis/cluster/process/daemon';
import { type BareReport, reportBare } from '@tinjis/cluster/machine/report';
import { foldersOf, type Folders } from '@tinjis/cluster/state';
import { type LiveApplication, listApplications, isWell, troubleOf } from '../install/applications.ts';
import { gitDaemon } from '../git/daemon.ts';
import { gitIn } from '../git/repository.ts';
import { workloadStatuses, type WorkloadStatus } from './workload.ts';

export interface ApplicationStatus {
  readonly name: string;
  readonly well: boolean;
  readonly sync: string;
  readonly health: string;
  /** Commit that the Application was last compared with. */
  readonly revision?: string;
  readonly subject?: string;
  /** The trouble in words; absent when the Application is well. */
  readonly trouble?: string;
}

interface DaemonStatus {
  readonly name: string;
  readonly runs: boolean;
  readonly log: string;
}

export interface PlatformStatus {
  readonly well: boolean;
  readonly cluster: { readonly kind: string; readonly name: string };
  /** The commit that the served main is at. */
  readonly served: { readonly revision: string; readonly subject: string };
  readonly applications: readonly ApplicationStatus[];
  readonly workloads: readonly WorkloadStatus[];
  readonly daemons: readonly DaemonStatus[];
  /** The last push that was refused. */
  readonly refused?: Refusal;
  /** The network engine's own status; bare clusters only. */
  readonly network?: string;
  /** The reason why the cluster could not be asked. */
  readonly unreachable?: string;
}

/**
 * Looks at an instance.
 * @throws Failure when there is no instance with that name
 */
export async function statusOf(name: string): Promise<PlatformStatus> {
  const folders = foldersOf(name);
  const cluster = knownCluster(folders);
  if (!cluster)
    throw new Failure('found', {
      what: `there is no platform ${name} on this machine`,
      fix: 'bring it up: npm run up',
    });
  const bare = servedFolder(folders);
  const machine = cluster.kind === 'bare' ? await reportBare(name) : undefined;
  const daemons = daemonsOf(folders, machine);
  const refused = lastRefusal(gitFolders(folders).refusals);
  const common = {
    ...(refused === undefined ? {} : { refused }),
    cluster: { kind: cluster.kind, name },
    daemons,
    served: { revision: gitIn(bare, ['rev-parse', 'main']), subject: subjectOf(bare, 'main') ?? '' },
    ...(machine?.network === undefined ? {} : { network: machine.network }),
  };
  try {
    const kubernetes = Kubernetes.of(cluster);
    const [apps, running] = await Promise.all([
      listApplications(kubernetes),
      workloadStatuses(kubernetes, gitTree(bare, 'main')),
    ]);
    const states = apps.map((application) => tell(application, bare));
    const well =
      states.length > 0 &&
      states.every((each) => each.well) &&
      running.every(isUp) &&
      daemons.every((daemon) => daemon.runs);
    return { ...common, well, applications: states, workloads: running };
  } catch (error) {
    const unreachable = errorText(error);
    return { ...common, well: false, applications: [], workloads: [], unreachable };
  }
}

/** Does every part run what Git says? */
export function isUp({ ready, pods, wanted, running }: WorkloadStatus): boolean {
  return pods > 0 && ready === pods && running.every((image) => image === wanted);
}

function tell(application: LiveApplication, bare: string): ApplicationStatus {
  const { sync, health } = application.status ?? {};
  const well = isWell(application);
  const subject = sync?.revision === undefined ? undefined : subjectOf(bare, sync.revision);
  return {
    name: application.metadata.name,
    well,
    sync: sync?.status ?? 'Unknown',
    health: health?.status ?? 'Unknown',
    ...(sync?.revision === undefined ? {} : { revision: sync.revision }),
    ...(subject === undefined ? {} : { subject }),
    ...(well ? {} : { trouble: troubleOf(application) }),
  };
}

function subjectOf(bare: string, revision: string): string | undefined {
  try {
    return gitIn(bare, ['log', '-1', '--format=%s', revision, '--']);
  } catch {
    return undefined; // a commit that is not in the served repository
  }
}

function daemonsOf(folders: Folders, machine: BareReport | undefined): readonly DaemonStatus[] {
  const ofMachine = machine?.daemons.map(({ name, pid, log }) => ({ name, runs: pid !== undefined, log })) ?? [];
  return [
    ...ofMachine,
    { name: gitDaemon, runs: daemonProcess(folders, gitDaemon) !== undefined, log: logFile(folders, gitDaemon) },
  ];
}
