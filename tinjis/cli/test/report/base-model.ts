import { join } from 'node:path';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository, type Repository } from '@tinjis/delivery/load/repository';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import type { Evidence } from '../../src/report/evidence.ts';
import type { ReportScope } from '../../src/report/report.ts';
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

/** What a report in these tests is made from. */
export const evidence: Evidence = {
  commit: {
    id: '0123456789abcdef0123456789abcdef01234567',
    clean: true,
    files: 'https://github.com/tinjis/x/blob/0123456/',
  },
  made: '2026-11-30T12:00:00.000Z',
  version: '0.1.0',
  policies: 'sha256:abc',
  renderer: 'kustomize 5.8.1 (kubectl on PATH)',
};

/** Everything about every team on one cluster. */
export function fullScope(model: Model, cluster: ClusterModel): ReportScope {
  return { clusters: [cluster], teams: model.teams.developers, full: true };
}
