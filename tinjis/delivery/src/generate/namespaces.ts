import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { accounts } from './accounts.ts';
import { generated, type GeneratedFile } from './generated.ts';
import { kustomization, resourceList } from './kustomization.ts';
import { networkPolicies, type BuildingBlock } from './network-policies.ts';
import { people, platformPeople } from './people.ts';
import { hostOf, workloadsOf } from '../model/workloads.ts';

/** Every team's namespace with all that holds it: limits, accounts, rights of people, network policies. */
export function namespaces(teams: Teams, cluster: Cluster, blocks: readonly BuildingBlock[]): GeneratedFile[] {
  const folder = `clusters/${cluster.name}/namespaces`;
  const own = teams.developers.flatMap((team) => {
    const files = [
      generated(`${folder}/${team.namespace}/namespace.yaml`, namespace(teams, team, cluster)),
      accounts(teams, team, cluster),
      people(team, cluster),
      networkPolicies(teams, team, cluster, blocks),
    ];
    return [...files, kustomization(`${folder}/${team.namespace}`, files)];
  });
  const shared = platformPeople(teams, cluster);
  const listed = [...teams.developers.map((team) => team.namespace), 'platform-people.yaml'];
  return [...own, shared, resourceList(`${folder}/kustomization.yaml`, listed)];
}

function namespace(teams: Teams, team: DeveloperTeam, cluster: Cluster): string {
  const images = workloadsOf(teams, team).map(({ name, image }) => `    image.tinjis.io/${name}: ${image}`);
  const outside = team.services
    .filter((service) => service.outside)
    .map((service) => `    outside.tinjis.io/${service.name}: ${hostOf(service, cluster)}`);
  return `
apiVersion: v1
kind: Namespace
metadata:
  name: ${team.namespace}
  labels:
    # Puts the namespace under the rules of policies/admission.
    tinjis.io/team: ${team.name}
    # The strictest level, of one version: a new version of Kubernetes must not change what is allowed by itself.
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.36
  annotations:
    # What each workload of this name runs (policies/admission/workload-image.yaml).
${images.join('\n')}
${outside.length === 0 ? '' : `    # What may be reached from outside, and under which name (service-exposure.yaml, routes.yaml).\n${outside.join('\n')}\n`}\
    # Everything in the namespace goes with it, data included.
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
---
${quota(team)}
---
${limits(team)}
`;
}

/**
 * Room for each service at its largest (8 pods), three times: a version that runs, one that comes up beside it, and one
 * whose pods still close; and for its database.
 */
function quota({ namespace: name, services }: DeveloperTeam): string {
  const databases = services.filter(({ database }) => database).length;
  const doors = services.filter(({ outside }) => outside).length;
  return `
# A team's share of the cluster. A door on every node (NodePort; a LoadBalancer has one too) only for what is reached from outside.
apiVersion: v1
kind: ResourceQuota
metadata:
  name: share
  namespace: ${name}
spec:
  hard:
    pods: "${services.length * 26}"
    requests.cpu: "${services.length * 3}"
    requests.memory: ${services.length * 6}Gi
    limits.cpu: "${services.length * 28}"
    limits.memory: ${services.length * 12}Gi
    persistentvolumeclaims: "${databases}"
    requests.storage: ${databases === 0 ? '"0"' : `${databases * 40}Gi`}
    services.nodeports: "${doors}"
    services.loadbalancers: "${doors}"`.trim();
}

function limits({ namespace: name }: DeveloperTeam): string {
  return `
# What a container gets that asks for nothing, and the most that one may ask for.
apiVersion: v1
kind: LimitRange
metadata:
  name: limits
  namespace: ${name}
spec:
  limits:
    - type: Container
      defaultRequest: {cpu: 100m, memory: 128Mi}
      default: {cpu: 500m, memory: 256Mi}
      max: {cpu: "2", memory: 1Gi}`.trim();
}
