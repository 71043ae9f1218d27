import type { Service } from '../../model/teams.ts';
import { databaseOf, databasePort } from '../../model/layout.ts';
import { databaseSecretOf, postgresql } from './postgresql.ts';

/**
 * The manifests of a new service that are the same on every cluster, by file name. They are hardened as admission asks,
 * for a person to fill in.
 * @param autoscaled whether an autoscaler sets the number of pods; otherwise the Deployment does
 */
export function baseFiles(service: Service, autoscaled = true): Readonly<Record<string, string>> {
  const manifests = {
    'deployment.yaml': deployment(service, autoscaled),
    ...(service.port !== undefined && { 'service.yaml': connection(service) }),
    'disruption-budget.yaml': disruptionBudget(service),
    ...(autoscaled && { 'autoscaler.yaml': autoscaler(service) }),
    ...(service.database !== undefined && { 'postgresql.yaml': postgresql(service) }),
  };
  return { 'kustomization.yaml': kustomization(service, Object.keys(manifests)), ...manifests };
}

const header = ({ name, namespace }: Service): string => `metadata:
  name: ${name}
  namespace: ${namespace}
  labels: {app.kubernetes.io/name: ${name}, app.kubernetes.io/component: service}`;

const kustomization = (
  { name }: Service,
  files: readonly string[],
): string => `# What is the same for ${name} on every cluster; overlays/<cluster> adds the image and what differs.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${files.map((file) => `  - ${file}`).join('\n')}
`;

const deployment = (
  service: Service,
  autoscaled: boolean,
): string => `# Written by \`tinjis onboard\`, yours from here on: settings, resources and probes are what usually changes.
apiVersion: apps/v1
kind: Deployment
${header(service)}
spec:
${autoscaled ? '  # No replicas: the autoscaler owns them, and a number here would fight it at every sync.' : '  # Two, so that one may go.\n  replicas: 2'}
  selector:
    matchLabels: {app.kubernetes.io/name: ${service.name}}
  strategy:
    type: RollingUpdate
    # New pods come up beside the old ones, which serve until the new are ready; a broken image never takes capacity away.
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  # A rollout that does not get anywhere is reported, not waited for: Argo CD does not interrupt a sync that waits for health.
  progressDeadlineSeconds: 120
  revisionHistoryLimit: 3
  template:
    metadata:
      # Network policies know the pod by this name; admission ties it to the ServiceAccount and the image.
      labels: {app.kubernetes.io/name: ${service.name}, app.kubernetes.io/component: service}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "${service.opsPort}"
        prometheus.io/path: /metrics
    spec:
      serviceAccountName: ${service.name}
      # Nothing here talks to the API server.
      automountServiceAccountToken: false
      enableServiceLinks: false
      # Longer than the sleep before the stop and the wait for open requests together.
      terminationGracePeriodSeconds: 50
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
${service.database === undefined ? '' : '        # Secrets are mounted readable by the group alone (mode 288 is 0440).\n        fsGroup: 65532\n'}        seccompProfile: {type: RuntimeDefault}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {app.kubernetes.io/name: ${service.name}}
      containers:
        - name: ${service.name}
          # The overlay's \`images:\` puts the real image here. Bare, as on a cluster that never had a build, admission refuses it.
          image: ${service.name}
          imagePullPolicy: IfNotPresent
          ports:
${service.port === undefined ? '' : `            - {name: http, containerPort: ${service.port}}\n`}            - {name: ops, containerPort: ${service.opsPort}}
          env:
${service.port === undefined ? '' : `            - {name: PORT, value: "${service.port}"}\n`}            - {name: OPS_PORT, value: "${service.opsPort}"}
${service.database === undefined ? '' : databaseSettings(service)}          # Until this one passes, the other two do not run.
          startupProbe:
            httpGet: {path: /ready, port: ops}
            periodSeconds: 1
            failureThreshold: 90
          readinessProbe:
            httpGet: {path: /ready, port: ops}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 2
          # Only a process that does not answer at all is restarted.
          livenessProbe:
            httpGet: {path: /live, port: ops}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
          lifecycle:
            # Time for every node to hear that this pod leaves, while it still takes calls.
            preStop:
              sleep: {seconds: 5}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {cpu: "1", memory: 256Mi}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
${service.database === undefined ? '' : passwordMount(service)}`;

const databaseSettings = ({
  name,
  namespace,
}: Service): string => `            - {name: DATABASE_URL, value: "postgres://${name}@${databaseOf(name)}.${namespace}.svc.cluster.local:${databasePort}/${name}"}
            - {name: DATABASE_PASSWORD_FILE, value: /etc/${databaseSecretOf(name)}/password}
`;

const passwordMount = ({ name }: Service): string => `          volumeMounts:
            - {name: database, mountPath: /etc/${databaseSecretOf(name)}, readOnly: true}
      volumes:
        - name: database
          secret: {secretName: ${databaseSecretOf(name)}, defaultMode: 288}
`;

const connection = (
  service: Service,
): string => `# For the callers that policies/teams.yaml names. The ops port is left out on purpose: probes and scrapes go to the pods.
apiVersion: v1
kind: Service
${header(service)}
spec:
  type: ClusterIP
  selector: {app.kubernetes.io/name: ${service.name}}
  ports:
    - {name: http, port: ${service.port}, targetPort: http}
`;

const disruptionBudget = (
  service: Service,
): string => `# A node that is drained takes one pod at a time; with one replica it still lets the node go.
apiVersion: policy/v1
kind: PodDisruptionBudget
${header(service)}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app.kubernetes.io/name: ${service.name}}
  # Pods that are not ready serve nobody, so they never hold a node back.
  unhealthyPodEvictionPolicy: AlwaysAllow
`;

const autoscaler = (
  service: Service,
): string => `# Two pods, so that one may go; more under load. A cluster without metrics keeps to the minimum.
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
${header(service)}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${service.name}}
  minReplicas: 2
  maxReplicas: 4
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 70}
`;
