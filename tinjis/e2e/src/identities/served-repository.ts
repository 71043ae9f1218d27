import { type Rules, rulesOf } from '@tinjis/delivery/answer/rules';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository } from '@tinjis/delivery/load/repository';
import { gitTree } from '@tinjis/manifests/tree/git';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';

/** The repository that the cluster is delivered from, in the form that `tinjis can` reads. */
export interface ServedRepository {
  readonly tree: Tree;
  readonly model: Model;
  readonly cluster: ClusterModel;
  /** The cluster's rules in the form the evaluators take. */
  readonly rules: Rules;
}

/** Every live cluster is delivered as this cluster of the team file. */
export const servedCluster = 'local';

/**
 * Reads the served repository.
 * @param folder a checkout of it, or the bare repository itself
 * @param name the cluster, if another one is delivered from it too
 * @throws Failure (unreadable) where Git does not know the revision
 * @throws Error naming the first fault where the repository cannot be read
 */
export function readServed(folder: string, revision = 'main', name = servedCluster): ServedRepository {
  const tree = gitTree(folder, revision);
  const repository = readRepository(tree, new Reader('questions'), { cluster: name });
  if ('faults' in repository) {
    const [first] = repository.faults;
    throw new Error(
      `the served repository cannot be read: ${first?.code ?? ''} ${JSON.stringify(first?.args)} at ${first?.at?.file ?? ''}:${first?.at?.line ?? ''}`,
    );
  }
  const { model } = repository;
  const cluster = model.clusters.find((each) => each.name === name);
  if (!cluster) throw new Error(`the served repository has no cluster ${name} in policies/teams.yaml`);
  return { tree, model, cluster, rules: rulesOf(cluster) };
}
