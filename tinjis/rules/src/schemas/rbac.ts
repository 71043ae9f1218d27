import { selector } from './parts.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text, nullable: true };

const ofKind = (...kinds: string[]): object => ({ properties: { kind: { enum: kinds } } });

/** JSON Schema of roles and their bindings. */
export const rbacSchema = {
  type: 'object',
  properties: {
    rules: {
      type: 'array',
      nullable: true,
      items: {
        type: 'object',
        required: ['verbs'],
        properties: {
          verbs: { type: 'array', items: text },
          apiGroups: texts,
          resources: texts,
          resourceNames: texts,
          nonResourceURLs: texts,
        },
      },
    },
    aggregationRule: {
      type: 'object',
      nullable: true,
      properties: { clusterRoleSelectors: { type: 'array', nullable: true, items: selector } },
    },
    roleRef: {
      type: 'object',
      required: ['kind', 'name'],
      properties: { kind: { enum: ['Role', 'ClusterRole'] }, name: text },
    },
    subjects: {
      type: 'array',
      nullable: true,
      items: { type: 'object', required: ['kind', 'name'], properties: { kind: text, name: text, namespace: text } },
    },
  },
  allOf: [
    { if: ofKind('RoleBinding', 'ClusterRoleBinding'), then: { required: ['roleRef'] } },
    // An object without a namespace of its own lands wherever the client happens to be.
    {
      if: ofKind('Role', 'RoleBinding'),
      then: { properties: { metadata: { type: 'object', required: ['namespace'] } } },
    },
  ],
};
