import { serviceKey } from '@tinjis/delivery/model/layout';
import type { At, KubernetesObject } from '@tinjis/rules/objects/located';
import type { Model, Workload } from '@tinjis/delivery/model/model';

/** What one cluster runs of one service, by the overlay's one image entry. */
export interface Running {
  readonly service: string;
  readonly cluster: string;
  /** With its digest; undefined where there was never a build. */
  readonly image?: string;
  readonly at: At;
}

/** What runs where, service by service. */
export function running(model: Model): readonly Running[] {
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

/** The overlay is read as it is rendered, so the Deployment bears the image that the entry names. */
function imageOf({ built, objects, service }: Workload): Pick<Running, 'image'> {
  const deployment = objects
    .kind<Deployment>('apps/Deployment')
    .find(({ object }) => object.metadata.name === service.service);
  const image = deployment?.object.spec.template.spec.containers[0]?.image;
  return built && image !== undefined ? { image } : {};
}
