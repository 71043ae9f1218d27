import { targetOf } from '@tinjis/delivery/answer/target';
import { serviceKey } from '@tinjis/delivery/model/layout';
import type { ServiceName } from '@tinjis/delivery/model/teams';
import type { Template } from '@tinjis/delivery/verify/hostile-pods';
import type { ServedRepository } from '../served.ts';

/** A team's namespace with the pods of a service of its own: what is tried there is that, changed in one thing. */
export interface OwnService {
  readonly service: ServiceName;
  readonly namespace: string;
  /** Name of the service's workload, and so of its ServiceAccount and label. */
  readonly workload: string;
  /** Image path that belongs to it. */
  readonly image: string;
  /**
   * The pod template of its Deployment, with its image; without probes and hooks, which not every kind of container may
   * have.
   */
  readonly template: Template;
}

/** Each service of the served repository. */
export function ownServices({ model, cluster }: ServedRepository): readonly OwnService[] {
  return model.teams.developers.flatMap((team) =>
    team.services.map(({ team: of, name }): OwnService => {
      const service = { team: of, service: name };
      const { workload } = targetOf(model, cluster, service);
      const [deployment] = workload.objects.kind('apps/Deployment');
      const template = (deployment?.object as { spec?: { template?: Template } } | undefined)?.spec?.template;
      if (!template) throw new Error(`${serviceKey(service)} has no Deployment in the served repository`);
      return {
        service,
        namespace: team.namespace,
        workload: name,
        image: `${model.teams.registry}/${name}`,
        template: plain(template),
      };
    }),
  );
}

function plain({ metadata, spec = {} }: Template): Template {
  const containers = (spec.containers ?? []).map(({ name = '', image = '', securityContext = {}, ports = [] }) => ({
    name,
    image,
    securityContext,
    ports,
  }));
  return { ...(metadata && { metadata }), spec: { ...spec, containers } };
}
