import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { fromCrds } from '../../../src/schemas/extract/crd.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const spec = {
  type: 'object',
  properties: {
    port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
    free: { type: 'object', properties: { a: { type: 'string' } }, 'x-kubernetes-preserve-unknown-fields': true },
    embedded: { type: 'object', 'x-kubernetes-embedded-resource': true },
    either: {
      type: 'object',
      nullable: true,
      properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'string', default: 'x' } } },
    },
  },
  oneOf: [{ required: ['port'], properties: { port: { minimum: 1 } } }, { not: { required: ['port'] } }],
  allOf: [{ properties: { list: { items: { maxLength: 3 } } } }],
};

const crd = {
  spec: {
    group: 'example.com',
    names: { kind: 'Thing' },
    versions: [
      {
        name: 'v1',
        served: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { metadata: { type: 'object' }, spec, status: { type: 'object', properties: {} } },
          },
        },
      },
      { name: 'v0', served: false, schema: { openAPIV3Schema: { type: 'object' } } },
    ],
  },
};

describe('fromCrds()', () => {
  const meta = Object.fromEntries(
    ['ObjectMeta', 'Time', 'OwnerReference', 'ManagedFieldsEntry', 'FieldsV1'].map((name) => [
      `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`,
      { type: 'object' },
    ]),
  );
  const { kinds, definitions } = fromCrds([crd], { definitions: { ...meta, other: {} } });

  it('takes the served versions, with the metadata that every object has', () => {
    expect(kinds).to.equal({ 'example.com/v1/Thing': 'example.com/v1/Thing' });
    expect(Object.keys(definitions)).to.equal([...Object.keys(meta), 'example.com/v1/Thing']);
  });

  it('closes objects but for the parts that the API server leaves open, and for logical parts', () => {
    expect(definitions['example.com/v1/Thing']).to.equal({
      type: 'object',
      additionalProperties: false,
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
        status: {},
        spec: {
          type: 'object',
          oneOf: [{ required: ['port'], properties: { port: { minimum: 1 } } }, { not: { required: ['port'] } }],
          allOf: [{ properties: { list: { items: { maxLength: 3 } } } }],
          additionalProperties: false,
          properties: {
            port: { type: ['integer', 'string'] },
            free: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true },
            embedded: { type: 'object', additionalProperties: true },
            either: {
              type: ['object', 'null'],
              properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'string' } } },
              additionalProperties: false,
            },
          },
        },
      },
    });
  });
});
