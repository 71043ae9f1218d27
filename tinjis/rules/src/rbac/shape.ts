import { Ajv, type DefinedError, type ValidateFunction } from 'ajv';
import type { FieldPath, KubernetesObject, Resource } from '../objects/located.ts';
import { ownSchema } from '../objects/own-schema.ts';
import { labelSelectorSchema } from '../label-selector.ts';
import { type Reason, reason } from '../ruling.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text, nullable: true };

const ofKind = (...kinds: string[]): object => ({ properties: { kind: { enum: kinds } } });

const schema = {
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
      properties: { clusterRoleSelectors: { type: 'array', nullable: true, items: labelSelectorSchema } },
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
    // Without a namespace of its own an object lands wherever the client happens to be.
    {
      if: ofKind('Role', 'RoleBinding'),
      then: { properties: { metadata: { type: 'object', required: ['namespace'] } } },
    },
  ],
};

let validate: ValidateFunction | undefined;

/**
 * Why a document is no RBAC object that an API server would store; undefined where it is one. The types say what is
 * stored, a file may hold anything.
 */
export function defectOf(resource: Resource): Reason | undefined {
  validate ??= new Ajv({ strictRequired: false, strictTypes: false, ...ownSchema }).compile(schema);
  const object: KubernetesObject = resource.object;
  if (validate(object as unknown)) return undefined;
  const [{ instancePath, message }] = validate.errors as [DefinedError];
  const path: FieldPath = instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const args = { kind: object.kind, name: object.metadata.name, field: path.join('.'), problem: message as string };
  return reason('rbac/object-malformed', 'input-missing', args, resource.at(path));
}
