import type { KubernetesObject } from '../objects/located.ts';
import { type LabelSelector, labelSelectorSchema } from '../label-selector.ts';
import { type Defect, schemaCheck } from '../objects/schema.ts';
import { isCidr, isStrictlyInside } from './ip-address.ts';
import { metadataSchema, asDecoded } from './stored.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type Direction = 'ingress' | 'egress';

/**
 * `networking.k8s.io/v1` NetworkPolicy. Policies only ever add: no rule says no.
 *
 * The types describe objects that an API server stores. A file may hold anything: {@link readNetworkPolicy} reads it.
 */
export interface NetworkPolicy extends KubernetesObject {
  readonly spec: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  /** Left out: every pod of the namespace. */
  readonly podSelector?: LabelSelector;
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

const peers = {
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

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'networking.k8s.io/v1' },
    kind: { const: 'NetworkPolicy' },
    metadata: metadataSchema,
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
const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

const check = schemaCheck(schema, [ports, peers], { cidr: isCidr, 'port-name': portName });

/**
 * A policy as an API server stores it, or the first fault for which the API server refuses it. A refused policy
 * restricts nothing and allows nothing. Follows `ValidateNetworkPolicy` of
 * `k8s.io/kubernetes/pkg/apis/networking/validation`, as of 1.36, and refuses fields that the API does not have, as
 * `kubectl apply` and Argo CD do.
 */
export function readNetworkPolicy(
  document: unknown,
): { readonly spec: NetworkPolicySpec } | { readonly defect: Defect } {
  const policy = asDecoded(document);
  const defect = check(policy) ?? exceptDefect((policy as NetworkPolicy).spec ?? {});
  return defect ? { defect } : { spec: (policy as NetworkPolicy).spec ?? {} };
}

/** An exception lies inside its block and is smaller. */
function exceptDefect({ ingress = [], egress = [] }: NetworkPolicySpec): Defect | undefined {
  const lists = [
    ...ingress.map(({ from = [] }, index) => ({ path: ['spec', 'ingress', index, 'from'], list: from })),
    ...egress.map(({ to = [] }, index) => ({ path: ['spec', 'egress', index, 'to'], list: to })),
  ];
  for (const { path, list } of lists) {
    for (const [index, { ipBlock }] of list.entries()) {
      const wrong = (ipBlock?.except ?? []).findIndex((range) => !isStrictlyInside(range, (ipBlock as IpBlock).cidr));
      if (wrong >= 0) {
        return { path: [...path, index, 'ipBlock', 'except', wrong], rule: 'must be a strict subset of `cidr`' };
      }
    }
  }
  return undefined;
}
