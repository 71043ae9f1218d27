import { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { can, read } from '../../src/api.ts';
import { connectionsFrom, workloadKey, workloadsOfTeam } from '../../src/model/layout.ts';
import { parseQuestion } from '../../src/model/question.ts';

/** What a company's connections are, by the answers of every cluster. */
export interface Edges {
  /** The number of connections that the team file allows. */
  readonly wanted: number;
  /** The number of questions that were asked: every workload at every port of every other, on every cluster. */
  readonly asked: number;
  /** The connections that are open and should not be, or the other way round: `FROM → TO:PORT on CLUSTER`. */
  readonly wrong: readonly string[];
}

/** Asks for each connection between two workloads whether it is open, and compares with the team file. */
export async function edgesOf(tree: Tree, reader = new Reader()): Promise<Edges> {
  const repository = read(tree, reader);
  if ('faults' in repository) throw new Error(JSON.stringify(repository.faults));
  const { model } = repository;
  const clusters = model.teams.clusters.map(({ name }) => name);
  const workloads = model.teams.developers.flatMap(workloadsOfTeam);
  const wanted = [...connectionsFrom(model.teams).values()].flat();
  const wrong: string[] = [];
  let asked = 0;
  for (const from of workloads) {
    for (const to of workloads.filter((each) => each !== from)) {
      for (const { port, servicePort } of to.ports) {
        const what = `${workloadKey(to)}:${servicePort}`;
        const question = parseQuestion(model.teams, workloadKey(from), 'connect', what);
        const isWanted = wanted.some((edge) => edge.from === from && edge.to === to && edge.port === port);
        for (const { cluster, answer } of await can(model, question, clusters)) {
          asked += 1;
          if (answer.verdict !== (isWanted ? 'allow' : 'deny'))
            wrong.push(`${workloadKey(from)} → ${what} on ${cluster}`);
        }
      }
    }
  }
  return { wanted: wanted.length, asked, wrong };
}
