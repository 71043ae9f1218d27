import { serviceKey } from '@tinjis/delivery/model/layout';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import type { Service } from '@tinjis/delivery/model/teams';
import { asked, type Asked } from './question.ts';

/** One who connects, one who is connected to, and what the network says. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly asked: Asked;
}

/** Nobody declares this namespace: it stands for every pod that is none of ours. */
const elsewhere = 'pod:any-other-namespace/any-pod';

/** Every service as caller, any other pod, and a client outside, to every service's port. */
export function connections(model: Model, cluster: ClusterModel): readonly Connection[] {
  const services = model.teams.developers.flatMap((team) => team.services);
  return services.flatMap((to) =>
    callersOf(services, to).map((from) => ({
      from,
      to: keyOf(to),
      port: to.port,
      asked: asked(model, cluster, { who: from, verb: 'connect', what: `${keyOf(to)}:${to.port}` }),
    })),
  );
}

function callersOf(services: readonly Service[], to: Service): readonly string[] {
  return [...services.filter((from) => from !== to).map(keyOf), elsewhere, 'outside'];
}

function keyOf({ team, name }: Service): string {
  return serviceKey({ team, service: name });
}
