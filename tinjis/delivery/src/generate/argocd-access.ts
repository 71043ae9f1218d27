import type { Cluster } from '../model/teams.ts';
import { generated, type GeneratedFile } from './generated.ts';
import { outside } from './network-policies.ts';
import { argocdHost } from '../model/workloads.ts';

/** Who may connect to argocd-server. Upstream lets every pod; clusters/base/argocd takes that away. */
export function argocdCallers(cluster: Cluster): GeneratedFile {
  const rules = outside(cluster).map(
    ({ comment, peer }) => `    ${comment}
    - from:
${peer}
      ports:
        - {protocol: TCP, port: 8080}`,
  );
  return generated(
    `clusters/${cluster.name}/bootstrap/argocd-callers.yaml`,
    `
# People and webhooks come from outside the cluster. No pod has business here, a team's least of all.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: argocd-server-callers
  namespace: argocd
spec:
  podSelector:
    matchLabels: {app.kubernetes.io/name: argocd-server}
  policyTypes: [Ingress]
  ingress:
${rules.join('\n')}
`,
  );
}

/** The way in through the cluster's Gateway, where it has one. */
export function argocdRoute({ name, outside: by }: Cluster): GeneratedFile[] {
  if (by.by !== 'gateway') return [];
  return [
    generated(
      `clusters/${name}/bootstrap/argocd-route.yaml`,
      `
# People and webhooks reach Argo CD through the Gateway, which ends TLS.
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: argocd
  namespace: argocd
spec:
  # The defaults of these lists are written out: the API server would fill them in, and Argo CD take that for a difference.
  parentRefs:
    - {group: gateway.networking.k8s.io, kind: Gateway, name: ${by.name}, namespace: ${by.namespace}}
  hostnames: [${argocdHost(by.domain)}]
  rules:
    - matches:
        - path: {type: PathPrefix, value: /}
      backendRefs:
        - {group: "", kind: Service, name: argocd-server, port: 80, weight: 1}
`,
    ),
  ];
}
