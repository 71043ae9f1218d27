import type { clusterPolicyKinds } from '../objects/kinds.ts';
import { metadata as plainMetadata, selector } from './parts.ts';

type Fields = Readonly<Record<string, object>>;

interface Part {
  readonly $id: string;
}

const closed = (properties: Fields, more: object = {}): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});
const oneOf = (properties: Fields): object => closed(properties, { minProperties: 1, maxProperties: 1 });
const named = ($id: string, properties: Fields): Part => ({ $id, ...oneOf(properties) });
const refTo = ({ $id }: Part): object => ({ $ref: $id });
const list = (items: object, most: number): object => ({ type: 'array', minItems: 1, maxItems: most, items });

const number = { type: 'integer', minimum: 1, maximum: 65535 };
const protocol = { enum: ['TCP', 'UDP', 'SCTP'] };
// v1alpha1 only says that a range must not end before it starts; no two engines need agree on one that does.
const range = { start: number, end: { ...number, minimum: { $data: '1/start' } } };
const portName = { type: 'string', minLength: 1 };

const ports = named('cluster-ports', {
  portNumber: closed({ protocol, port: number }, { required: ['port'] }),
  portRange: closed({ protocol, ...range }, { required: ['start', 'end'] }),
  namedPort: portName,
});
const destinationPort = oneOf({ number, range: closed(range, { required: ['start', 'end'] }) });
const transport = { $id: 'transport', ...closed({ destinationPort }, { required: ['destinationPort'] }) };
const transports = { tcp: refTo(transport), udp: refTo(transport), sctp: refTo(transport) };
const protocols = named('protocols', { ...transports, destinationNamedPort: portName });

/** Schemas to which those of the policies refer by their `$id`. */
export const clusterPolicyParts = [ports, transport, protocols];

interface Version {
  readonly kind: string;
  readonly version: string;
  readonly actions: readonly string[];
  /** The most rules, peers and ports that a list may have. */
  readonly most: number;
  readonly spec: Fields;
  readonly metadata?: object;
}

function schemaOf({ kind, version, actions, most, spec, metadata = plainMetadata }: Version): object {
  const pods = closed(
    { namespaceSelector: selector, podSelector: selector },
    { required: version === 'v1alpha1' ? ['namespaceSelector', 'podSelector'] : ['podSelector'] },
  );
  const subject = { namespaces: selector, pods: { $ref: '#/definitions/pods' } };
  const networks = list({ type: 'string', format: 'cidr' }, 25);
  const outside = { nodes: selector, networks, domainNames: list({ type: 'string' }, 25) };
  const filter =
    version === 'v1alpha1' ? { ports: list(refTo(ports), most) } : { protocols: list(refTo(protocols), most) };
  const rules = (field: 'from' | 'to', peer: object): object => ({
    type: 'array',
    maxItems: most,
    items: closed(
      {
        name: { type: 'string', maxLength: 100 },
        action: { enum: actions },
        [field]: list(peer, most),
        ...filter,
      },
      { required: ['action', field] },
    ),
  });
  const fields = {
    ...spec,
    subject: { $ref: '#/definitions/subject' },
    ingress: rules('from', { $ref: '#/definitions/subject' }),
    egress: rules('to', oneOf({ ...subject, ...outside })),
  };
  return closed(
    {
      apiVersion: { const: `policy.networking.k8s.io/${version}` },
      kind: { const: kind },
      metadata,
      spec: closed(fields, { required: ['subject', ...Object.keys(spec)] }),
      status: { type: 'object' },
    },
    {
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      definitions: { pods, subject: oneOf(subject) },
    },
  );
}

const priority = { type: 'integer', minimum: 0, maximum: 1000 };

/** JSON Schemas of the policies for a whole cluster, by their kind. */
export const clusterPolicySchemas: Readonly<Record<(typeof clusterPolicyKinds)[number], object>> = {
  AdminNetworkPolicy: schemaOf({
    kind: 'AdminNetworkPolicy',
    version: 'v1alpha1',
    actions: ['Allow', 'Deny', 'Pass'],
    most: 100,
    spec: { priority },
  }),
  BaselineAdminNetworkPolicy: schemaOf({
    kind: 'BaselineAdminNetworkPolicy',
    version: 'v1alpha1',
    actions: ['Allow', 'Deny'],
    most: 100,
    spec: {},
    // There is one in a cluster.
    metadata: { type: 'object', required: ['name'], properties: { name: { const: 'default' } } },
  }),
  ClusterNetworkPolicy: schemaOf({
    kind: 'ClusterNetworkPolicy',
    version: 'v1alpha2',
    actions: ['Accept', 'Deny', 'Pass'],
    most: 25,
    spec: { priority, tier: { enum: ['Admin', 'Baseline'] } },
  }),
};
