import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { fromOpenApi } from '../../../src/schemas/extract/openapi.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const swagger = {
  definitions: {
    'a.Thing': {
      description: 'A thing.',
      type: 'object',
      required: ['spec'],
      properties: {
        spec: { $ref: '#/definitions/a.Spec' },
        port: { type: 'string', format: 'int-or-string' },
        made: { type: 'string', format: 'date-time' },
      },
      'x-kubernetes-group-version-kind': [{ group: 'a', version: 'v1', kind: 'Thing' }],
    },
    'a.Spec': {
      type: 'object',
      properties: { $ref: { type: 'string' }, again: { type: 'array', items: { $ref: '#/definitions/a.Spec' } } },
    },
    'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: 'string', format: 'date-time' },
    'a.Config': {
      properties: {
        data: { type: 'object', additionalProperties: { type: 'string', format: 'colour' } },
        at: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Time' },
      },
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Config' }],
    },
  },
};

describe('fromOpenApi()', () => {
  it('takes a kind with what it refers to, closed and without descriptions', () => {
    expect(fromOpenApi(swagger, ['a/v1/Thing'])).to.equal({
      kinds: { 'a/v1/Thing': 'a.Thing' },
      definitions: {
        'a.Spec': {
          type: 'object',
          properties: { $ref: { type: 'string' }, again: { type: 'array', items: { $ref: '#/definitions/a.Spec' } } },
          additionalProperties: false,
        },
        'a.Thing': {
          type: 'object',
          required: ['spec'],
          properties: {
            spec: { $ref: '#/definitions/a.Spec' },
            port: { type: ['integer', 'string'] },
            made: { type: 'string', format: 'date-time' },
          },
          additionalProperties: false,
        },
      },
    });
  });

  it('knows what the decoders of some types take', () => {
    const { definitions } = fromOpenApi(swagger, ['v1/Config']);
    expect(definitions['io.k8s.apimachinery.pkg.apis.meta.v1.Time']).to.equal({
      type: ['string', 'null'],
      format: 'date-time',
    });
    expect(definitions['a.Config']).to.equal({
      properties: {
        data: { type: 'object', additionalProperties: { type: 'string' } },
        at: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Time' },
      },
      additionalProperties: false,
    });
  });

  it('refuses a kind the document does not have', () => {
    expect(() => fromOpenApi(swagger, ['a/v2/Thing'])).to.throw('the document has no a/v2/Thing');
  });
});
