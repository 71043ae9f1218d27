import { metadata } from './parts.ts';

/**
 * The rule that a policy about host names needs: the engine learns a host's addresses from the answers that it sees, so
 * the pods' questions to the cluster's DNS pass through it.
 */
export const dnsRule = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
  toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
};

const closed = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: object): object => ({ type: 'array', minItems: 1, items });

const hostRule = closed({
  toFQDNs: list(closed({ matchName: { type: 'string', format: 'host-name' } })),
  toPorts: list(
    closed({
      ports: list(
        closed({
          port: {
            type: 'string',
            pattern: '^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$',
          },
          protocol: { const: 'TCP' },
        }),
      ),
    }),
  ),
});

/**
 * JSON Schema of the one form of CiliumNetworkPolicy whose meaning is known here: the pods of one name send to hosts by
 * name, over TCP.
 */
export const ciliumPolicySchema = closed({
  apiVersion: { const: 'cilium.io/v2' },
  kind: { const: 'CiliumNetworkPolicy' },
  metadata,
  spec: closed({
    endpointSelector: closed({
      matchLabels: closed({ 'app.kubernetes.io/name': { type: 'string', format: 'label-value', minLength: 1 } }),
    }),
    egress: { type: 'array', minItems: 2, items: [{ const: dnsRule }], additionalItems: hostRule },
  }),
});
