import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import type { Report as Proved } from '@tinjis/delivery/verify/verify';
import { type Connection, connections } from './connections.ts';
import type { LiveRun } from './live-run.ts';
import { matrices, type ServiceMatrix } from './matrix.ts';
import { type Running, running } from './running.ts';

/** All that the page tells. */
export interface ReportData {
  readonly organisation: string;
  readonly cluster: string;
  readonly matrices: readonly ServiceMatrix[];
  readonly connections: readonly Connection[];
  readonly proved: Proved;
  readonly running: readonly Running[];
  readonly live?: LiveRun;
}

/** What the page tells of one cluster: same repository and run, same data. */
export function reportData(model: Model, cluster: ClusterModel, proved: Proved, live?: LiveRun): ReportData {
  return {
    organisation: model.teams.organisation,
    cluster: cluster.name,
    matrices: matrices(model, cluster),
    connections: connections(model, cluster),
    proved,
    running: running(model),
    ...(live && { live }),
  };
}
