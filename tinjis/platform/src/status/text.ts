import type { Style } from '@tinjis/delivery/print/style';
import { type ApplicationStatus, isUp, type PlatformStatus } from './status.ts';
import type { Refusal } from '../git/folders.ts';
import type { WorkloadStatus } from './workload.ts';

/** Describes an instance for people, with the reason below whatever is not well. */
export function statusText(status: PlatformStatus, style: Style): string {
  const { cluster, served, applications, workloads, daemons, network, unreachable } = status;
  const still = daemons.filter(({ runs }) => !runs);
  return [
    `${style.bold(cluster.name)} (${cluster.kind} cluster), main at ${commit(served.revision)} ${style.dim(served.subject)}`,
    ...(unreachable === undefined ? [] : ['', `${style.red('✘')} the cluster cannot be asked: ${unreachable}`]),
    '',
    ...applications.map((each) => application(each, style)),
    '',
    ...workloads.map((each) => workload(each, style)),
    '',
    `${mark(still.length === 0, style)} ${daemons.length - still.length} of ${daemons.length} programs beside the cluster run${network ? `; network ${network}` : ''}`,
    ...still.map(({ name, log }) => `    ${name} does not run; ${log} says why`),
    ...(status.refused === undefined ? [] : ['', ...refusal(status.refused, style)]),
    ...(status.well
      ? []
      : ['', 'fix: `npm run up` repairs whatever does not run here; a commit fixes whatever is wrong in Git']),
  ].join('\n');
}

function application(
  { name, well, sync, health, revision = '', subject = '', trouble }: ApplicationStatus,
  style: Style,
): string {
  const line = `${mark(well, style)} ${name.padEnd(20)} ${`${sync}, ${health}`.padEnd(24)} ${commit(revision)} ${style.dim(subject)}`;
  return trouble === undefined ? line : `${line}\n    ${trouble}`;
}

function workload(each: WorkloadStatus, style: Style): string {
  const { namespace, name, ready, pods, restarts, wanted = '', running, waiting } = each;
  const other = running.filter((image) => image !== wanted);
  const image =
    other.length === 0
      ? `runs what Git says: ${short(wanted)}`
      : `runs ${other.map(short).join(', ')}; Git says ${short(wanted) || 'nothing'}`;
  const line = `${mark(isUp(each), style)} ${`${namespace}/${name}`.padEnd(30)} ${ready} of ${pods} ready${restarts > 0 ? `, ${restarts} restarts` : ''}   ${pods > 0 ? image : 'no pods'}`;
  return [line, ...waiting.map((reason) => `    ${reason}`)].join('\n');
}

function refusal({ time, login, ref, why }: Refusal, { dim }: Style): readonly string[] {
  return [
    `the last push that was refused: ${login} to ${ref}, ${time}`,
    ...why.split('\n').map((line) => dim(`    ${line}`)),
  ];
}

function mark(good: boolean, { green, red }: Style): string {
  return good ? green('✔') : red('✘');
}

/** The tag, and the first digits of the digest, tell images apart. */
function short(image: string): string {
  const [, name = '', tag = '', digest = ''] = /([^/]*?):([^@:]*)@sha256:([0-9a-f]+)$/.exec(image) ?? [];
  return name === '' ? image : `${name}:${tag.slice(0, 12)}@${digest.slice(0, 12)}`;
}

function commit(revision: string): string {
  return revision.slice(0, 12);
}
