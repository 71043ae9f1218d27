import { type Labels, selects } from '@tinjis/rules/label-selector';
import type { PodPeer } from '@tinjis/rules/network/peer';
import { entriesAt, fieldAt, itemsAt } from '@tinjis/rules/objects/fields';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { reason, type Reason } from '@tinjis/rules/ruling';
import type { Workload } from '../model/model.ts';

/** The port of a pod that a question means, and how a Service leads there. */
export interface PodPort {
  /** Undefined if the Service leads to no port of the pod. */
  readonly port: number | undefined;
  /** Undefined if no Service changes the port. */
  readonly because?: Reason;
}

/**
 * The port of the pods of a workload that a caller reaches on `port` of its Service. Network policies know only the
 * pods' ports. A port that the Service of the workload's name does not have is a port of the pods; a headless Service
 * gives its callers the pods' addresses, so it translates nothing.
 *
 * @param name the name of the workload, and of its Service
 * @param to pods of the workload
 * @param port TCP port in the caller's address, as in `http://payment:9000`
 */
export function podPortOf({ objects }: Workload, name: string, to: PodPeer, port: number): PodPort {
  const own = objects.kind('/Service').find(({ object }) => object.metadata.name === name);
  const ports = itemsAt(own?.object, ['spec', 'ports']);
  const index = ports.findIndex(
    (each) => fieldAt(each, ['port']) === port && (fieldAt(each, ['protocol']) ?? 'TCP') === 'TCP',
  );
  if (!own || index < 0 || fieldAt(own.object, ['spec', 'clusterIP']) === 'None') return { port };
  const target = fieldAt(ports[index], ['targetPort']) ?? port;
  const through = (code: string, basis: Reason['basis'], pods: string, path: FieldPath): Reason =>
    reason(
      code,
      basis,
      { service: `${to.namespace}/${name}`, port: String(port), target: pods },
      own.at(['spec', ...path]),
    );
  if (!leadsTo(own, to)) {
    return { port: undefined, because: through('network/service-elsewhere', 'input-missing', 'pods', ['selector']) };
  }
  const place = ['ports', index, 'targetPort'];
  const number = typeof target === 'number' ? target : numberOf(to, target);
  if (number === undefined) {
    return {
      port: undefined,
      because: through('network/service-port-unnamed', 'input-missing', String(target), place),
    };
  }
  return number === port
    ? { port }
    : { port: number, because: through('network/service-port', 'default', `${number}`, place) };
}

/** Whether the Service has an address in the cluster, and these pods behind it. */
function leadsTo({ object }: Resource, to: PodPeer): boolean {
  const selector = entriesAt(object, ['spec', 'selector']);
  const matchLabels = Object.fromEntries(selector) as Labels;
  const isAlias = fieldAt(object, ['spec', 'type']) === 'ExternalName';
  return !isAlias && selector.length > 0 && selects({ matchLabels }, to.labels);
}

function numberOf({ ports = [] }: PodPeer, target: unknown): number | undefined {
  return ports.find(({ name, protocol = 'TCP' }) => name === target && protocol === 'TCP')?.port;
}
