import { callersOf } from '@tinjis/delivery/answer/callers';
import { workloadKey } from '@tinjis/delivery/model/layout';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import { type DeclaredWorkload, egressHosts, type Service, type Teams } from '@tinjis/delivery/model/teams';
import { memoized } from '@tinjis/rules/memo';
import { answeredQuestion, answerTo, type AnsweredQuestion, type Words } from './question.ts';

/** A caller, a target, and the network's answer. */
export interface Connection {
  readonly from: string;
  /** How many other services get the same answer as the caller, and are not listed. */
  readonly others: number;
  readonly to: string;
  readonly port: number;
  readonly answer: AnsweredQuestion;
}

/** Nobody declares this namespace; it stands for every pod that is not ours. */
const elsewhere = 'pod:any-other-namespace/any-pod';

/** So many refused services are listed by their names; of more, one stands for all. */
const listed = 3;

/**
 * Every service as caller, any other pod, and a client outside, to every port of a service that anybody but monitoring
 * may connect to.
 */
export function connectionsTo(model: Model, cluster: ClusterModel, service: Service): readonly Connection[] {
  const [called] = service.workloads;
  const to = workloadKey(called);
  return called.ports
    .filter(({ monitoring }) => !monitoring)
    .flatMap(({ port }) => {
      const words = (from: string): Words => ({ who: from, verb: 'connect', what: `${to}:${port}` });
      const { apart, refused } = callersOf(model, cluster, callersIn(model.teams), called, port);
      const asked = [...apart.map(workloadKey), elsewhere, 'outside'].map((from): Connection => ({
        from,
        others: 0,
        to,
        port,
        answer: answerTo(model, cluster, words(from)),
      }));
      if (!refused) return asked;
      const { size, first, all, answer } = refused;
      const shown = size > listed ? [first] : all();
      return [
        ...shown.map(workloadKey).map((from): Connection => ({
          from,
          others: size - shown.length,
          to,
          port,
          answer: answeredQuestion(words(from), cluster, answer),
        })),
        ...asked,
      ];
    });
}

/** The workloads of a service to the hosts outside that each of them names. */
export function connectionsOut(model: Model, cluster: ClusterModel, { workloads }: Service): readonly Connection[] {
  return workloads.flatMap((workload) =>
    egressHosts(workload).map(({ host, port }): Connection => {
      const from = workloadKey(workload);
      const answer = answerTo(model, cluster, { who: from, verb: 'connect', what: `${host}:${port}` });
      return { from, others: 0, to: host, port, answer };
    }),
  );
}

/** The own pods of every service. */
const callersIn = memoized(({ developers }: Teams): readonly DeclaredWorkload[] =>
  developers.flatMap(({ services }) => services.map(({ workloads: [own] }) => own)),
);
