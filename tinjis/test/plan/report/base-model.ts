import { join } from 'node:path';
import { Reader } from '../../../src/load/reader.ts';
import { readRepository, type Repository } from '../../../src/load/repository.ts';
import { type Change, changedTree } from '../../../src/load/tree/memory.ts';
import type { ClusterModel } from '../../../src/model/model.ts';
import { baseTree } from '../../fixtures/fixture.ts';

const base = baseTree(join(process.cwd(), 'test/fixtures'));
const reader = new Reader('questions');

interface BaseModel {
  readonly repository: Repository;
  readonly cluster: ClusterModel;
  /** A file of the example as it is without changes. */
  text(file: string): string;
}

/** The example repository with some files changed, and its one cluster. */
export function baseModel(changes: Readonly<Record<string, Change>> = {}): BaseModel {
  const repository = readRepository(changedTree(base, changes), reader);
  if ('faults' in repository) throw new Error(JSON.stringify(repository.faults));
  return { repository, cluster: repository.model.clusters[0] as ClusterModel, text: (file) => base.text(file) };
}
