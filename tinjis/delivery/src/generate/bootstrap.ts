import type { Cluster, Teams } from '../model/teams.ts';
import { argocdCallers, argocdRoute } from './argocd-access.ts';
import { argocdPeople } from './argocd-people.ts';
import { argocdRbac } from './argocd-rbac.ts';
import { generated, type GeneratedFile } from './generated.ts';

/** What brings a cluster up: the common base, and what of Argo CD's settings follows from the team file. */
export function bootstrap(teams: Teams, cluster: Cluster): GeneratedFile[] {
  const folder = `clusters/${cluster.name}/bootstrap`;
  const resources = [argocdCallers(cluster), ...argocdRoute(cluster)];
  const patches = [argocdPeople(teams, cluster), argocdRbac(teams, cluster)];
  const name = ({ path }: GeneratedFile): string => path.slice(folder.length + 1);
  return [
    ...resources,
    ...patches,
    generated(
      `${folder}/kustomization.yaml`,
      `
# Apply this first, to an empty cluster: kubectl apply --server-side -k ${folder}. Then the folder above, with everything else.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base
  # Sealed for this cluster's certificate; written by hand (\`tinjis seal\`), not generated.
  - sealed-secrets.yaml
${resources.map((file) => `  - ${name(file)}`).join('\n')}
patches:
${patches.map((file) => `  - path: ${name(file)}`).join('\n')}
${cluster.outside.by === 'gateway' ? behindGateway : nodePort}${cluster.people === 'accounts' ? withoutSso : ''}
`,
    ),
  ];
}

const behindGateway = `  # The Gateway ends TLS and speaks plain HTTP with argocd-server, which would otherwise send it back to HTTPS for ever.
  - target: {kind: ConfigMap, name: argocd-cmd-params-cm}
    patch: |-
      - {op: add, path: /data/server.insecure, value: "true"}
`;

const nodePort = `  # No Gateway: people and webhooks come by a port of the nodes, one that can be written in a README. TLS only.
  - target: {kind: Service, name: argocd-server}
    patch: |-
      - {op: add, path: /spec/type, value: NodePort}
      - {op: remove, path: /spec/ports/0}
      - {op: add, path: /spec/ports/0/nodePort, value: 30443}
`;

const withoutSso = `  # No identity provider, so no program to speak with one.
  - target: {name: argocd-dex-server.*}
    patch: |-
      $patch: delete
      apiVersion: any
      kind: any
      metadata: {name: any}
`;
