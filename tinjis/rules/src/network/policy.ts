import type { KubernetesObject } from '../objects/located.ts';
import { type LabelSelector, labelSelectorSchema } from '../label-selector.ts';
import { schemaCheck } from '../objects/schema.ts';
import { isCidr } from './ip-address.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type Direction = 'ingress' | 'egress';

/**
 * `networking.k8s.io/v1` NetworkPolicy. Policies only ever add: no rule says no.
 *
 * The types describe objects that an API server stores. A file may hold anything, so each object is checked first.
 */
export interface NetworkPolicy extends KubernetesObject {
  readonly spec: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  readonly podSelector: LabelSelector;
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly IngressRule[];
  readonly egress?: readonly EgressRule[];
}

export interface IngressRule {
  readonly from?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

export interface EgressRule {
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

export interface PolicyPeer {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface PolicyPort {
  readonly protocol?: Protocol;
  readonly port?: number | string;
  readonly endPort?: number;
}

const selector = { $ref: labelSelectorSchema.$id };
const portNumber = { type: 'integer', minimum: 1, maximum: 65535 };

// Schemas refer to these by name instead of repeating them: most of a cold start goes into compiling schemas.
const ports = {
  $id: 'ports',
  type: 'array',
  items: {
    type: 'object',
    properties: {
      protocol: { enum: ['TCP', 'UDP', 'SCTP'] },
      port: { anyOf: [portNumber, { type: 'string', minLength: 1 }] },
      endPort: portNumber,
    },
    // A range has a number at both ends, the lower one first.
    if: { required: ['endPort'] },
    then: { required: ['port'], properties: { port: portNumber, endPort: { minimum: { $data: '1/port' } } } },
  },
};

const peers = {
  $id: 'peers',
  type: 'array',
  items: {
    type: 'object',
    minProperties: 1,
    properties: {
      namespaceSelector: selector,
      podSelector: selector,
      ipBlock: {
        type: 'object',
        required: ['cidr'],
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

const spec = {
  type: 'object',
  required: ['podSelector'],
  properties: {
    podSelector: selector,
    policyTypes: { type: 'array', items: { enum: ['Ingress', 'Egress'] } },
    ingress: {
      type: 'array',
      items: { type: 'object', properties: { from: { $ref: 'peers' }, ports: { $ref: 'ports' } } },
    },
    egress: {
      type: 'array',
      items: { type: 'object', properties: { to: { $ref: 'peers' }, ports: { $ref: 'ports' } } },
    },
  },
};

/**
 * The first fault for which the API server would refuse a policy, and which leaves the policy without a meaning.
 * Follows `k8s.io/kubernetes/pkg/apis/networking/validation`, as far as evaluation depends on it.
 */
export const networkPolicyDefect = schemaCheck(
  { type: 'object', required: ['spec'], properties: { spec } },
  [ports, peers],
  { cidr: isCidr },
);
