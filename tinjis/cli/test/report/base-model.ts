import { join } from 'node:path';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository, type Repository } from '@tinjis/delivery/load/repository';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';
import type { ClusterModel } from '@tinjis/delivery/model/model';
import { diskTree } from '@tinjis/manifests/tree/tree';

const base = diskTree(join(process.cwd(), '../delivery/testing/fixtures/base'));
const reader = new Reader('questions');

interface BaseModel {
  readonly repository: Repository;
  readonly cluster: ClusterModel;
  /** A file of the example in its unchanged form. */
  text(file: string): string;
}

/** The example repository with some files changed, and its one cluster. */
export function baseModel(changes: Readonly<Record<string, Change>> = {}): BaseModel {
  const repository = readRepository(changedTree(base, changes), reader);
  if ('faults' in repository) throw new Error(JSON.stringify(repository.faults));
  return { repository, cluster: repository.model.clusters[0] as ClusterModel, text: (file) => base.text(file) };
}
