import { metadata, selector } from './parts.ts';

const portNumber = { type: 'integer', minimum: 1, maximum: 65535 };

export const policyPorts = {
  $id: 'ports',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    properties: {
      protocol: { enum: ['TCP', 'UDP', 'SCTP'] },
      port: { anyOf: [portNumber, { type: 'string', format: 'port-name' }] },
      endPort: portNumber,
    },
    // A range has a number at both ends, the lower one first.
    if: { required: ['endPort'] },
    then: { required: ['port'], properties: { port: portNumber, endPort: { minimum: { $data: '1/port' } } } },
  },
};

export const policyPeers = {
  $id: 'peers',
  type: 'array',
  items: {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: {
      namespaceSelector: selector,
      podSelector: selector,
      ipBlock: {
        type: 'object',
        required: ['cidr'],
        additionalProperties: false,
        properties: {
          cidr: { type: 'string', format: 'cidr' },
          except: { type: 'array', items: { type: 'string', format: 'cidr' } },
        },
      },
    },
    // A block of addresses stands alone in its peer.
    if: { required: ['ipBlock'] },
    then: { maxProperties: 1 },
  },
};

function rulesWith(field: 'from' | 'to'): object {
  const properties = { [field]: { $ref: 'peers' }, ports: { $ref: 'ports' } };
  return { type: 'array', items: { type: 'object', additionalProperties: false, properties } };
}

/** JSON Schema of a NetworkPolicy. */
export const networkPolicySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'networking.k8s.io/v1' },
    kind: { const: 'NetworkPolicy' },
    metadata,
    spec: {
      type: 'object',
      additionalProperties: false,
      properties: {
        podSelector: selector,
        policyTypes: { type: 'array', maxItems: 2, items: { enum: ['Ingress', 'Egress'] } },
        ingress: rulesWith('from'),
        egress: rulesWith('to'),
      },
    },
  },
  required: ['apiVersion', 'kind', 'metadata'],
};

/** Kubernetes' `IsValidPortName`: at least one letter, and no hyphen at either end or beside another. */
export const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
