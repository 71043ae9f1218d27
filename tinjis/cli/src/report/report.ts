import type { ClusterModel, Model, Workload } from '@tinjis/delivery/model/model';
import type { Report as Proved } from '@tinjis/delivery/verify/verify';
import type { LiveRun } from './live-run.ts';
import { matrices, type ServiceMatrix } from './matrix.ts';
import { serviceKey } from '@tinjis/delivery/model/layout';
import { egressHosts, type Service } from '@tinjis/delivery/model/teams';
import { answerTo, type AnsweredQuestion } from './question.ts';
import type { At, KubernetesObject } from '@tinjis/rules/objects/located';

/** The page's whole content. */
export interface ReportData {
  readonly organisation: string;
  readonly cluster: string;
  readonly matrices: readonly ServiceMatrix[];
  readonly connections: readonly Connection[];
  readonly proved: Proved;
  readonly running: readonly RunningImage[];
  readonly live?: LiveRun;
}

/** The page's content for one cluster: the same repository and run give the same data. */
export function reportData(model: Model, cluster: ClusterModel, proved: Proved, live?: LiveRun): ReportData {
  return {
    organisation: model.teams.organisation,
    cluster: cluster.name,
    matrices: matrices(model, cluster),
    connections: connections(model, cluster),
    proved,
    running: runningImages(model),
    ...(live && { live }),
  };
}

/** A caller, a target, and the network's answer. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly answer: AnsweredQuestion;
}

/** Nobody declares this namespace; it stands for every pod that is not ours. */
const elsewhere = 'pod:any-other-namespace/any-pod';

/**
 * Every service as caller, any other pod, and a client outside, to every port of a service that anybody but monitoring
 * may connect to; and every service to each host outside that the team file names.
 */
export function connections(model: Model, cluster: ClusterModel): readonly Connection[] {
  const services = model.teams.developers.flatMap((team) => team.services);
  const ask = (from: string, to: string, port: number): Connection => ({
    from,
    to,
    port,
    answer: answerTo(model, cluster, { who: from, verb: 'connect', what: `${to}:${port}` }),
  });
  const hosts = services.flatMap(({ workloads }) => workloads.flatMap(egressHosts));
  const places = new Map(hosts.map(({ host, port }) => [`${host}:${port}`, { host, port }]));
  const within = services.flatMap((to) =>
    to.workloads[0].ports
      .filter(({ monitoring }) => !monitoring)
      .flatMap(({ port }) => callersOf(services, to).map((from) => ask(from, keyOf(to), port))),
  );
  const out = [...places.values()].flatMap(({ host, port }) => services.map((from) => ask(keyOf(from), host, port)));
  return [...within, ...out];
}

function callersOf(services: readonly Service[], to: Service): readonly string[] {
  return [...services.filter((from) => from !== to).map(keyOf), elsewhere, 'outside'];
}

function keyOf({ team, name }: Service): string {
  return serviceKey({ team, service: name });
}

/** The image of one service on one cluster, from the overlay's one image entry. */
export interface RunningImage {
  readonly service: string;
  readonly cluster: string;
  /** With its digest; undefined if there was never a build. */
  readonly image?: string;
  readonly at: At;
}

/** The running images, service by service. */
export function runningImages(model: Model): readonly RunningImage[] {
  const services = model.teams.developers.flatMap((each) => each.services);
  const keys = services.map(({ team, name: service }) => serviceKey({ team, service }));
  return keys.flatMap((service) =>
    model.clusters.flatMap(({ name: cluster, workloads }) => {
      const workload = workloads.get(service);
      return workload ? [{ service, cluster, ...imageOf(workload), at: workload.image }] : [];
    }),
  );
}

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image?: string }[] } };
  };
}

/** The overlay is read in its rendered form, so the Deployment holds the image that the entry names. */
function imageOf({ built, objects, service }: Workload): Pick<RunningImage, 'image'> {
  const deployment = objects
    .kind<Deployment>('apps/Deployment')
    .find(({ object }) => object.metadata.name === service.service);
  const image = deployment?.object.spec.template.spec.containers[0]?.image;
  return built && image !== undefined ? { image } : {};
}
