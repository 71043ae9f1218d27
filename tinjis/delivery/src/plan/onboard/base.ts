import type { DeclaredWorkload, Service } from '../../model/teams.ts';
import { deployment, headerOf, type NewWorkload } from './deployment.ts';
import { postgresql } from './postgresql.ts';

/** What the team file does not say of a new service. */
type Shape = Pick<NewWorkload, 'images' | 'autoscaler'>;

/**
 * The manifests of a new service that are the same on every cluster, by file name. They are hardened as admission asks,
 * for a person to fill in.
 */
export function baseFiles(
  service: Service,
  shape: Shape = { images: [], autoscaler: true },
): Readonly<Record<string, string>> {
  const made = { ...shape, service, workload: service.workloads[0] };
  const manifests = {
    'deployment.yaml': deployment(made),
    ...(offered(made.workload).length > 0 && { 'service.yaml': connection(made) }),
    'disruption-budget.yaml': disruptionBudget(made),
    ...(shape.autoscaler && { 'autoscaler.yaml': autoscalerOf(made) }),
    ...(service.database !== undefined && { 'postgresql.yaml': postgresql(service) }),
  };
  return { 'kustomization.yaml': kustomization(service.name, Object.keys(manifests)), ...manifests };
}

/** The manifests of a workload that is added to a service: one file, for one pod. */
export function besideFile(made: NewWorkload): string {
  return [deployment(made), ...(offered(made.workload).length > 0 ? [connection(made)] : [])].join('---\n');
}

/** The ports that somebody connects to by the name of a Service. Probes and scrapes go to the pods. */
function offered({ ports }: DeclaredWorkload): DeclaredWorkload['ports'] {
  return ports.filter(({ name, callers, monitoring }) => name === 'http' || !monitoring || callers.length > 0);
}

const kustomization = (
  name: string,
  files: readonly string[],
): string => `# What is the same for ${name} on every cluster; overlays/<cluster> adds the image and what differs.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${files.map((file) => `  - ${file}`).join('\n')}
`;

const connection = (
  made: NewWorkload,
): string => `# For the callers that policies/teams.yaml names. Ports that are only scraped are left out on purpose: probes and scrapes go to the pods.
apiVersion: v1
kind: Service
${headerOf(made)}
spec:
  type: ClusterIP
  selector: {app.kubernetes.io/name: ${made.workload.name}}
  ports:
${offered(made.workload)
  .map(({ name, servicePort }) => `    - {name: ${name}, port: ${servicePort}, targetPort: ${name}}\n`)
  .join('')}`;

const disruptionBudget = (
  made: NewWorkload,
): string => `# A node that is drained takes one pod at a time; with one replica it still lets the node go.
apiVersion: policy/v1
kind: PodDisruptionBudget
${headerOf(made)}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app.kubernetes.io/name: ${made.workload.name}}
  # Pods that are not ready serve nobody, so they never hold a node back.
  unhealthyPodEvictionPolicy: AlwaysAllow
`;

const autoscalerOf = (
  made: NewWorkload,
): string => `# Two pods, so that one may go; more under load. A cluster without metrics keeps to the minimum.
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
${headerOf(made)}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${made.workload.name}}
  minReplicas: 2
  maxReplicas: 4
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 70}
`;
