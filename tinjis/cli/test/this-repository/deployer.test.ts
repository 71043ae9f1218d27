import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import { clusters } from './repository.ts';

export const lab = Lab.script();
const { describe, it } = lab;

interface Role extends KubernetesObject {
  readonly rules: readonly Readonly<Record<'apiGroups' | 'resources' | 'verbs', readonly string[]>>[];
}
interface Project extends KubernetesObject {
  readonly spec: { readonly namespaceResourceWhitelist: readonly { readonly group: string; readonly kind: string }[] };
}

const resourceOf = (kind: string): string => `${kind.toLowerCase()}${kind.endsWith('s') ? '' : 's'}`;

for (const { name, governance, workloads, declared } of clusters) {
  const writable = (role: string, verb: string): string[] =>
    (governance.get<Role>('rbac.authorization.k8s.io/ClusterRole', role)?.object.rules ?? [])
      .filter(({ verbs }) => verbs.includes(verb))
      .flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
      );

  describe(`what deployers may write on ${name}`, () => {
    for (const project of ['payments', 'billing']) {
      const outside = project === 'billing' && declared.outside.by === 'gateway';
      const written = (verb: string): string[] => [
        ...writable('team-deployer', verb),
        ...(outside ? writable('team-deployer-outside', verb) : []),
      ];

      it(`is the same list in the project ${project} and in the deployer's role, but for kinds only looked at`, () => {
        const listed =
          governance.get<Project>('argoproj.io/AppProject', `argocd/${project}`)?.object.spec
            .namespaceResourceWhitelist ?? [];
        const kinds = listed.map(({ group, kind }) => `${group}/${resourceOf(kind)}`);
        const children = [
          '/persistentvolumeclaims',
          '/pods',
          'apps/controllerrevisions',
          'apps/replicasets',
          'discovery.k8s.io/endpointslices',
        ];
        expect(kinds.filter((kind) => !children.includes(kind)).sort()).to.equal(written('create').sort());
        expect(children.filter((kind) => written('create').includes(kind))).to.be.empty();
      });

      it(`covers every kind that ${project} deploys, with every verb a sync needs`, () => {
        const deployed = [...workloads.values()]
          .filter(({ service }) => service.team === project)
          .flatMap(({ objects }) => objects.all);
        expect(deployed).not.to.be.empty();
        for (const { object } of deployed) {
          for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']) {
            expect(written(verb), `${verb} ${object.kind}`).to.include(`${groupOf(object)}/${resourceOf(object.kind)}`);
          }
        }
      });
    }
  });
}
