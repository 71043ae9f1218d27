import { databaseOf } from '@tinjis/delivery/model/layout';
import { items, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

/** Opens a platform Service on every node, or gives it an address. */
export const exposePlatform = onManifests(
  'open-platform',
  ['Service'],
  () => [
    { what: 'NodePort', path: ['spec', 'type'], put: 'NodePort' },
    { what: 'LoadBalancer', path: ['spec', 'type'], put: 'LoadBalancer' },
    { what: 'an address of its choice', path: ['spec', 'externalIPs'], put: ['203.0.113.1'] },
  ],
  /^clusters\//,
);

/** Opens a team's Service or route to more callers than intended. */
export const exposeService = onManifests(
  'open-service',
  ['Service', 'HTTPRoute'],
  function* ({ value, kind, name }, { developers }): Generator<Weakening> {
    const services = developers.flatMap((team) => team.services);
    const outside = services.some((service) => service.name === name && service.outside);
    const inside = services.find((service) => !service.outside);
    if (kind === 'HTTPRoute') {
      yield { what: 'another host', path: ['spec', 'hostnames'], put: ['anything.example.org'] };
      yield { what: 'every host', path: ['spec', 'hostnames'] };
      yield {
        what: 'any path, by a regular expression',
        path: ['spec', 'rules', 0, 'matches'],
        put: [{ path: { type: 'RegularExpression', value: '/.*' } }],
      };
      yield { what: 'no backend', path: ['spec', 'rules', 0, 'backendRefs'] };
      yield {
        what: 'attached to a Service',
        path: ['spec', 'parentRefs', 0],
        put: { group: '', kind: 'Service', name, namespace: 'default' },
      };
      if (inside) {
        const put = { name: inside.name, namespace: inside.namespace, port: inside.port ?? 80 };
        yield { what: `to ${inside.name}`, path: ['spec', 'rules', 0, 'backendRefs', 0], put };
      }
      yield { what: 'to the database', path: ['spec', 'rules', 0, 'backendRefs', 0, 'name'], put: databaseOf(name) };
      yield {
        what: 'a copy to elsewhere',
        path: ['spec', 'rules', 0, 'filters'],
        put: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'x', port: 1 } } }],
      };
      return;
    }
    for (const type of ['NodePort', 'LoadBalancer']) {
      // A service that teams.yaml opens to the outside may be either.
      if (!outside) yield { what: type, path: ['spec', 'type'], put: type };
    }
    yield { what: 'another host by name', path: ['spec'], put: { type: 'ExternalName', externalName: 'example.org' } };
    yield { what: 'an address of its choice', path: ['spec', 'externalIPs'], put: ['203.0.113.1'] };
    yield { what: 'no selector', path: ['spec', 'selector'] };
    if (outside)
      yield {
        what: 'outside, to the database',
        path: ['spec', 'selector', 'app.kubernetes.io/name'],
        put: databaseOf(name),
      };
    yield {
      what: 'in another namespace',
      path: ['metadata', 'namespace'],
      put:
        developers.find(({ namespace }) => namespace !== text(value, ['metadata', 'namespace']))?.namespace ??
        'default',
    };
    yield {
      what: 'the ops port',
      path: ['spec', 'ports'],
      put: [...items(value, ['spec', 'ports']), { name: 'ops', port: 9001, targetPort: 'ops' }],
    };
  },
  /^apps\//,
);
