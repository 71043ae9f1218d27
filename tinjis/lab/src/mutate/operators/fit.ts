import type { FieldPath } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import { fields, get, items, type JsonValue, text } from '../json.ts';
import type { Manifest } from '../manifest.ts';
import { onManifests, type Weakening } from '../operator.ts';

// What a team writes, and the API server takes, and that does not run or holds up others.

const workloads = ['Deployment', 'StatefulSet'];
const ofTeams = /^apps\/.*\/(?:base|overlays)\//;

const containersOf = ({
  kind,
  value,
}: Manifest): readonly { readonly path: FieldPath; readonly value: JsonValue }[] => {
  const path = [...(podSpecPath(kind) ?? []), 'containers'];
  return items(value, path).map((container, index) => ({ path: [...path, index], value: container }));
};

/** Lets a Service, a route or a probe lead to a port that nobody has. */
export const misleadPort = onManifests(
  'mislead-port',
  ['Service', 'HTTPRoute', ...workloads],
  function* (manifest): Generator<Weakening> {
    const { kind, value } = manifest;
    if (kind === 'HTTPRoute') {
      const path = ['spec', 'rules', 0, 'backendRefs', 0, 'port'];
      yield { what: 'another port', path, put: Number(get(value, path)) + 1 };
      yield { what: 'no backend', path: path.slice(0, -2) };
      return;
    }
    if (kind === 'Service') {
      for (const [index, port] of items(value, ['spec', 'ports']).entries()) {
        const path = ['spec', 'ports', index];
        yield { what: `port ${index}: to a name of none`, path: [...path, 'targetPort'], put: 'nowhere' };
        yield { what: `port ${index}: to a number of none`, path: [...path, 'targetPort'], put: 4 };
        yield { what: `port ${index}: another number`, path: [...path, 'port'], put: Number(get(port, ['port'])) + 1 };
        yield { what: `port ${index}: by UDP`, path: [...path, 'protocol'], put: 'UDP' };
      }
      yield { what: 'no ports', path: ['spec', 'ports'], put: [] };
      return;
    }
    for (const { path, value: container } of containersOf(manifest)) {
      for (const [index, port] of items(container, ['ports']).entries()) {
        const name = text(port, ['name']);
        const names = [manifest.file.replace(/[^/]*$/, 'service.yaml')];
        yield { what: `${name}: another name`, path: [...path, 'ports', index, 'name'], put: 'nowhere', names };
        yield { what: `${name}: not there`, path: [...path, 'ports', index] };
        const number = Number(get(port, ['containerPort'])) + 100;
        yield { what: `${name}: another number`, path: [...path, 'ports', index, 'containerPort'], put: number };
      }
      for (const [probe, said] of fields(container).filter(([key]) => key.endsWith('Probe'))) {
        const asked = [...path, probe, 'httpGet', 'port'];
        if (get(said, ['httpGet']) !== undefined) yield { what: `${probe}: another port`, path: asked, put: 'nowhere' };
      }
    }
  },
  ofTeams,
);

/** Lets a selector select nothing, or more than its own. */
export const misleadSelector = onManifests(
  'mislead-selector',
  ['Service', 'PodDisruptionBudget', ...workloads],
  function* ({ kind }): Generator<Weakening> {
    const labels = kind === 'Service' ? ['spec', 'selector'] : ['spec', 'selector', 'matchLabels'];
    yield { what: 'one label more', path: [...labels, 'tier'], put: 'front' };
    yield { what: 'no selector', path: ['spec', 'selector'] };
    if (kind === 'PodDisruptionBudget')
      yield {
        what: 'an expression that holds for none',
        path: ['spec', 'selector'],
        put: { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'DoesNotExist' }] },
      };
  },
  ofTeams,
);

/** Asks for more than the namespace has, or allows any one. */
export const outgrowShare = onManifests(
  'outgrow-share',
  [...workloads, 'HorizontalPodAutoscaler', 'Service'],
  function* (manifest): Generator<Weakening> {
    const { kind, value } = manifest;
    if (kind === 'HorizontalPodAutoscaler') {
      yield { what: 'a hundred pods', path: ['spec', 'maxReplicas'], put: 100 };
      return;
    }
    if (kind === 'Service') {
      const port = get(value, ['spec', 'ports', 0]) as { readonly [key: string]: JsonValue };
      const more = [1, 2, 3].map((index) => ({ ...port, name: `more-${index}`, port: 60_000 + index }));
      if (text(value, ['spec', 'type']) === 'NodePort')
        yield { what: 'more ports of the nodes', path: ['spec', 'ports'], put: [port, ...more] };
      return;
    }
    for (const { path } of containersOf(manifest)) {
      for (const [name, amount] of [
        ['memory', '3Gi'],
        ['cpu', '5'],
        ['ephemeral-storage', '1Ti'],
      ] as const) {
        yield { what: `a limit of ${amount} of ${name}`, path: [...path, 'resources', 'limits', name], put: amount };
        yield {
          what: `a request of ${amount} of ${name}`,
          path: [...path, 'resources', 'requests', name],
          put: amount,
        };
      }
      yield { what: 'a limit that is no quantity', path: [...path, 'resources', 'limits', 'memory'], put: '1GB' };
    }
    if (kind === 'StatefulSet') {
      yield { what: 'forty pods', path: ['spec', 'replicas'], put: 40 };
      yield {
        what: 'a large volume',
        path: ['spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'requests', 'storage'],
        put: '1Ti',
      };
      const claim = get(value, ['spec', 'volumeClaimTemplates', 0]) as { readonly [key: string]: JsonValue };
      const second = { ...claim, metadata: { name: 'second' } };
      yield { what: 'a second volume', path: ['spec', 'volumeClaimTemplates'], put: [claim, second] };
    }
  },
  // On the one-machine cluster a patch of its own takes the place of some of these.
  ofTeams,
);

/** Keeps a node from being drained, or scales what is not the service's own. */
export const holdNode = onManifests(
  'hold-node',
  ['PodDisruptionBudget', 'HorizontalPodAutoscaler'],
  function* ({ kind, name }): Generator<Weakening> {
    if (kind === 'PodDisruptionBudget') {
      for (const none of [0, '0%', '00%']) {
        yield { what: `lets ${none} pods go`, path: ['spec', 'maxUnavailable'], put: none };
      }
      yield { what: 'says nothing', path: ['spec', 'maxUnavailable'] };
      yield { what: 'keeps a pod', path: ['spec', 'minAvailable'], put: 1 };
      yield { what: 'holds pods that are not ready', path: ['spec', 'unhealthyPodEvictionPolicy'] };
      return;
    }
    const target = ['spec', 'scaleTargetRef'];
    for (const other of ['somebody-else', `${name}-postgresql`]) {
      yield { what: `scales ${other}`, path: [...target, 'name'], put: other };
    }
    for (const other of ['StatefulSet', 'ReplicaSet']) {
      yield { what: `scales a ${other}`, path: [...target, 'kind'], put: other };
    }
    yield { what: 'scales something of another API', path: [...target, 'apiVersion'], put: 'example.org/v1' };
  },
  ofTeams,
);
