import { type Catalogue, countKey } from '../model/kinds.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import { isExposed, workloadsOfTeam } from '../model/layout.ts';

/**
 * What keeps a team from using up a cluster: its quota, and the limits of its containers.
 * @param counted the kinds that it counts beside those that every team has
 */
export function share(team: DeveloperTeam, counted: Catalogue): string {
  return `${quota(team, counted)}
---
${limits(team)}`;
}

/**
 * Room for each workload at its largest (8 pods), three times: for the running version, for a version that comes up
 * beside it, and for a version whose pods still close. There is also room for the database of a service.
 */
function quota(team: DeveloperTeam, counted: Catalogue): string {
  const { namespace: name, services } = team;
  const databases = services.filter(({ database }) => database).length;
  const exposed = workloadsOfTeam(team).filter(isExposed).length;
  const sets = workloadsOfTeam(team).length - databases;
  const field = (key: string, value: string): string => `    ${key}: ${quoted(team.share?.[key] ?? value)}`;
  const counts = {
    services: 6,
    configmaps: 20,
    secrets: 20,
    'sealedsecrets.bitnami.com': 20,
    'deployments.apps': 4,
    'statefulsets.apps': 4,
    'replicasets.apps': 60,
    'horizontalpodautoscalers.autoscaling': 4,
    'poddisruptionbudgets.policy': 4,
  };
  const all = [
    ...Object.entries(counts).map(([kind, each]) => [`count/${kind}`, each] as const),
    ...counted.map((each) => [countKey(each), 10] as const),
  ];
  return `\
# A team's share of the cluster. A port on every node (NodePort; a LoadBalancer has one too) only for what is reached from outside.
apiVersion: v1
kind: ResourceQuota
metadata:
  name: share
  namespace: ${name}
spec:
  hard:
${field('pods', `${sets * 26}`)}
${field('requests.cpu', `${sets * 3}`)}
${field('requests.memory', `${sets * 6}Gi`)}
${field('limits.cpu', `${sets * 28}`)}
${field('limits.memory', `${sets * 12}Gi`)}
${field('limits.ephemeral-storage', `${sets * 28}Gi`)}
${field('persistentvolumeclaims', `${databases}`)}
${field('requests.storage', databases === 0 ? '0' : `${databases * 40}Gi`)}
    services.nodeports: "${exposed}"
    services.loadbalancers: "${exposed}"
    # Objects cost room in the API server's database, which all teams share.
${all.map(([key, each]) => field(key, `${sets * each}`)).join('\n')}
---
# No pod of a team is critical: such a pod pushes others off their node.
apiVersion: v1
kind: ResourceQuota
metadata:
  name: critical
  namespace: ${name}
spec:
  hard: {pods: "0"}
  scopeSelector:
    matchExpressions:
      - {scopeName: PriorityClass, operator: In, values: [system-cluster-critical, system-node-critical]}`;
}

/** A quantity without a unit would be a number to YAML. */
function quoted(quantity: string): string {
  return /^[\d.]+$/.test(quantity) ? `"${quantity}"` : quantity;
}

function limits(team: DeveloperTeam): string {
  const most = { cpu: '2', memory: '1Gi', 'ephemeral-storage': '2Gi', ...team.containerMax };
  const max = Object.entries(most).map(([resource, quantity]) => `${resource}: ${quoted(quantity)}`);
  return `\
# What a container gets that asks for nothing, and the most that one may ask for.
apiVersion: v1
kind: LimitRange
metadata:
  name: limits
  namespace: ${team.namespace}
spec:
  limits:
    - type: Container
      # Disk is limited, and not set aside: a node without a count of it runs the pods all the same.
      defaultRequest: {cpu: 100m, memory: 128Mi, ephemeral-storage: "0"}
      default: {cpu: 500m, memory: 256Mi, ephemeral-storage: 512Mi}
      max: {${max.join(', ')}}`;
}
