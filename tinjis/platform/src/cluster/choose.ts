import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '@tinjis/manifests/failure';
import { type LiveCluster, knownCluster } from '@tinjis/cluster/cluster';
import type { Progress } from '@tinjis/cluster/progress';
import { foldersOf } from '@tinjis/cluster/state';

/** The choice made on the command line. */
export interface ClusterChoice {
  readonly name: string;
  readonly bare?: true;
  readonly kind?: true;
  readonly context?: string;
  readonly registry?: string;
}

/** The kind of cluster, and the reason for it as a line for people. */
interface Chosen {
  readonly kind: LiveCluster['kind'];
  readonly why: string;
}

/**
 * Decides which cluster to bring up.
 * @throws Failure (misuse) for options that do not go together, or for another kind than the instance already has
 */
export function chooseCluster(choice: ClusterChoice, path: string): Chosen {
  const { name, bare, kind, context, registry } = choice;
  const asked = [
    ...(bare ? ['bare'] : []),
    ...(kind ? ['kind'] : []),
    ...(context === undefined ? [] : ['context']),
  ] as LiveCluster['kind'][];
  if (asked.length > 1) throw misuse(`--${asked.join(' and --')} ask for different clusters`, 'name one of them');
  if ((context === undefined) !== (registry === undefined)) {
    throw misuse(
      '--context and --registry come together',
      'name a context of your kubeconfig and the registry its nodes pull from: --context NAME --registry HOST/PATH',
    );
  }
  const there = knownCluster(foldersOf(name))?.kind;
  const [wanted] = asked;
  if (there && wanted && wanted !== there)
    throw misuse(
      `${name} is a ${there} cluster already`,
      `take another name (--name), or take it down first: npm run down -- --name ${name}`,
    );
  if (wanted) return { kind: wanted, why: 'as asked for' };
  if (there) return { kind: there, why: `${name} is one already` };
  if (isOnPath('docker', path) && isOnPath('kind', path))
    return { kind: 'kind', why: 'Docker and kind are on this machine' };
  return { kind: 'bare', why: 'there is no Docker with kind on this machine' };
}

/** Brings the chosen cluster up, or repairs it. */
export async function bringUpCluster(
  { kind }: Chosen,
  { name, context = '', registry = '' }: ClusterChoice,
  progress: Progress,
): Promise<LiveCluster> {
  switch (kind) {
    case 'bare':
      return (await import('@tinjis/cluster/machine/bring-up')).bringUpBare({ name, progress });
    case 'kind':
      return (await import('@tinjis/cluster/kind/bring-up')).bringUpKind({ name, progress });
    case 'context':
      return (await import('./context.ts')).useContext({ name, context, registry, progress });
  }
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function misuse(what: string, fix: string): Failure {
  return new Failure('misuse', { what, fix });
}
