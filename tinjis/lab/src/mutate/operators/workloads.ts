import { workloadsOfTeam } from '@tinjis/delivery/model/layout';
import type { FieldPath } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import { get, items, type JsonValue, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const workloads = ['Deployment', 'StatefulSet'];

/** Removes or inverts a line of a pod's security settings. */
export const dropSecurityLine = onManifests(
  'drop-security-line',
  workloads,
  function* ({ value, kind }): Generator<Weakening> {
    const spec = podSpecPath(kind) ?? [];
    for (const field of ['runAsNonRoot', 'seccompProfile']) {
      if (get(value, [...spec, 'securityContext', field]) !== undefined)
        yield { what: `drop ${field}`, path: [...spec, 'securityContext', field] };
    }
    yield { what: 'unconfined', path: [...spec, 'securityContext', 'seccompProfile', 'type'], put: 'Unconfined' };
    yield { what: 'run as root', path: [...spec, 'securityContext', 'runAsUser'], put: 0 };
    for (const index of items(value, [...spec, 'containers']).keys()) {
      const path = [...spec, 'containers', index, 'securityContext'];
      for (const field of ['allowPrivilegeEscalation', 'readOnlyRootFilesystem', 'capabilities']) {
        yield { what: `container ${index}: drop ${field}`, path: [...path, field] };
      }
      yield { what: `container ${index}: writable root`, path: [...path, 'readOnlyRootFilesystem'], put: false };
      yield { what: `container ${index}: may gain privileges`, path: [...path, 'allowPrivilegeEscalation'], put: true };
      yield { what: `container ${index}: privileged`, path: [...path, 'privileged'], put: true };
      yield { what: `container ${index}: add SYS_ADMIN`, path: [...path, 'capabilities', 'add'], put: ['SYS_ADMIN'] };
      yield {
        what: `container ${index}: add NET_BIND_SERVICE`,
        path: [...path, 'capabilities', 'add'],
        put: ['NET_BIND_SERVICE'],
      };
      yield { what: `container ${index}: no security context`, path };
    }
  },
);

/** Gives a team's pods things they do not need: a token, the node, another identity, another image. */
export const widenPod = onManifests(
  'widen-pod',
  workloads,
  function* ({ value, kind }, { developers }): Generator<Weakening> {
    const spec = podSpecPath(kind) ?? [];
    yield { what: 'mount a token', path: [...spec, 'automountServiceAccountToken'], put: true };
    yield { what: 'token left to the default', path: [...spec, 'automountServiceAccountToken'] };
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
      yield { what: field, path: [...spec, field], put: true };
    }
    for (const account of ['deployer', 'default', 'somebody-else']) {
      yield { what: `run as ${account}`, path: [...spec, 'serviceAccountName'], put: account };
    }
    const name: FieldPath = [...spec.slice(0, -1), 'metadata', 'labels', 'app.kubernetes.io/name'];
    const named = developers.flatMap(workloadsOfTeam).map((workload) => workload.name);
    for (const other of [...named, 'somebody-else']) {
      if (text(value, name) !== other) yield { what: `called ${other}`, path: name, put: other };
    }
    const add = (what: string, field: string, item: JsonValue): Weakening => ({
      what,
      path: [...spec, field],
      put: [...items(value, [...spec, field]), item],
    });
    yield add('a folder of the node', 'volumes', { name: 'node', hostPath: { path: '/' } });
    yield add('a projected token', 'volumes', {
      name: 'token',
      projected: { sources: [{ serviceAccountToken: { path: 'token' } }] },
    });
    const first = get(value, [...spec, 'containers', 0]) as { readonly [key: string]: JsonValue };
    const strange = { ...first, name: 'strange', image: `registry.example.org/x@sha256:${'1f'.repeat(32)}` };
    yield add('a container of somebody else', 'containers', strange);
    yield add('a first container of somebody else', 'initContainers', strange);
    yield { what: 'a port of the node', path: [...spec, 'containers', 0, 'ports', 0, 'hostPort'], put: 80 };
    yield {
      what: 'an image by tag',
      path: [...spec, 'containers', 0, 'image'],
      put: 'registry.example.org/somebody/else:latest',
    };
  },
  /^apps\//,
);

/** Pins an image that is not the workload's own, or pins none. */
export const strangeImage = onManifests(
  'strange-image',
  ['Kustomization'],
  function* ({ value }, { registry }): Generator<Weakening> {
    for (const [index, entry] of items(value, ['images']).entries()) {
      const name = text(entry, ['name']);
      const path = ['images', index];
      const digest = `sha256:${'1f'.repeat(32)}`;
      const own = `${registry}/${name}`;
      yield { what: `${name}: no entry`, path };
      yield {
        what: `${name}: somebody's image`,
        path,
        put: { name, newName: 'registry.example.org/somebody/else', newTag: '1', digest },
      };
      yield { what: `${name}: longer path`, path, put: { name, newName: `${own}-of-mine`, newTag: '1', digest } };
      yield { what: `${name}: shorter path`, path, put: { name, newName: own.slice(0, -1), newTag: '1', digest } };
      yield {
        what: `${name}: a made-up digest`,
        path,
        put: { name, newName: own, newTag: '1', digest: `sha256:${'a'.repeat(64)}` },
      };
      yield { what: `${name}: a tag without digest`, path, put: { name, newName: own, newTag: 'latest' } };
    }
  },
  /^apps\//,
);
