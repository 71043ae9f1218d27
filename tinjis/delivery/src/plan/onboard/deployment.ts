import type { DeclaredPort, DeclaredWorkload, Service } from '../../model/teams.ts';
import { databaseOf, databasePort } from '../../model/layout.ts';
import { databaseSecretOf } from './postgresql.ts';

/** A workload to write manifests for, and what the team file does not say of it. */
export interface NewWorkload {
  readonly workload: DeclaredWorkload;
  readonly service: Service;
  /** References of images that others built, each `PATH:TAG@DIGEST`, in the order of the team file. */
  readonly images: readonly string[];
  /** Does an autoscaler set the number of pods? */
  readonly autoscaler: boolean;
}

/** The metadata of an object that belongs to a workload. */
export function headerOf(made: NewWorkload): string {
  const { name, namespace } = made.workload;
  return `metadata:
  name: ${name}
  namespace: ${namespace}
  labels: ${labelsOf(made)}`;
}

function labelsOf({ workload: { name }, service }: NewWorkload): string {
  const component = name === service.name ? 'service' : name.slice(service.name.length + 1);
  return `{app.kubernetes.io/name: ${name}, app.kubernetes.io/component: ${component}}`;
}

/** A Deployment as admission asks for it, with probes on a port that is there, for a person to fill in. */
export function deployment(made: NewWorkload): string {
  const { workload, service, autoscaler } = made;
  const { name, ports } = workload;
  const database = name === service.name && service.database !== undefined;
  const scraped = ports.find(({ monitoring }) => monitoring);
  return `# Written by \`tinjis onboard\`, yours from here on: settings, resources and probes are what usually changes.
apiVersion: apps/v1
kind: Deployment
${headerOf(made)}
spec:
${replicas(made, autoscaler)}
  selector:
    matchLabels: {app.kubernetes.io/name: ${name}}
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
      labels: ${labelsOf(made)}
${scraped ? annotations(scraped) : ''}    spec:
      serviceAccountName: ${name}
      # Nothing here talks to the API server.
      automountServiceAccountToken: false
      enableServiceLinks: false
      # Longer than the sleep before the stop and the wait for open requests together.
      terminationGracePeriodSeconds: 50
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
${database ? '        # Secrets are mounted readable by the group alone (mode 288 is 0440).\n        fsGroup: 65532\n' : ''}        seccompProfile: {type: RuntimeDefault}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {app.kubernetes.io/name: ${name}}
      containers:
${containers(made, database)}${database ? volume(service) : ''}`;
}

function replicas({ workload, service }: NewWorkload, autoscaler: boolean): string {
  if (workload.name !== service.name) return '  # One: raise it if several of them get along.\n  replicas: 1';
  return autoscaler
    ? '  # No replicas: the autoscaler owns them, and a number here would fight it at every sync.'
    : '  # Two, so that one may go.\n  replicas: 2';
}

const annotations = ({ port }: DeclaredPort): string => `      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "${port}"
        prometheus.io/path: /metrics
`;

/** The first container has the ports. It runs the image of the service, unless the team file names others alone. */
function containers(made: NewWorkload, database: boolean): string {
  const { workload, images } = made;
  const [main, beside] =
    workload.images.length > images.length
      ? [own(made, database), images]
      : [others(images[0] as string, workload.name, workload.ports), images.slice(1)];
  return [main, ...beside.map((image) => others(image, containerName(image), []))].join('');
}

/** `envoy` of `docker.io/envoyproxy/envoy:v1.36@sha256:…`. */
function containerName(image: string): string {
  return (/([^/:@]+)(?::[^/@]*)?@/.exec(image)?.[1] as string).replaceAll(/[._]+/g, '-');
}

/** The container with the image of the service: it learns its ports from its settings. */
function own({ workload: { name, ports }, service }: NewWorkload, database: boolean): string {
  const settings = ports.map(
    ({ name: port, port: number }) =>
      `            - {name: ${port === 'http' ? 'PORT' : `${port.toUpperCase().replaceAll('-', '_')}_PORT`}, value: "${number}"}\n`,
  );
  const env = [...settings, ...(database ? [databaseSettings(service)] : [])].join('');
  return `        - name: ${name}
          # The overlay's \`images:\` puts the real image here. Bare, as on a cluster that never had a build, admission refuses it.
          image: ${service.name}
          imagePullPolicy: IfNotPresent
${portList(ports)}${env === '' ? '' : `          env:\n${env}`}${probes(ports)}${ending}${database ? mount(service) : ''}`;
}

/** A container with an image that others built. */
function others(image: string, name: string, ports: readonly DeclaredPort[]): string {
  return `        - name: ${name}
          image: ${image}
          imagePullPolicy: IfNotPresent
${portList(ports)}${probes(ports)}${ending}`;
}

function portList(ports: readonly DeclaredPort[]): string {
  const lines = ports.map(({ name, port }) => `            - {name: ${name}, containerPort: ${port}}\n`);
  return lines.length === 0 ? '' : `          ports:\n${lines.join('')}`;
}

/** Probes ask the ops port, if there is one. A port of another protocol is only tried, which tells less. */
function probes(ports: readonly DeclaredPort[]): string {
  const ops = ports.some(({ name }) => name === 'ops');
  const [first] = ports;
  if (!first) return '';
  const asked = (path: string): string =>
    ops ? `httpGet: {path: ${path}, port: ops}` : `tcpSocket: {port: ${first.name}}`;
  return `          # Until this one passes, the other two do not run.
          startupProbe:
            ${asked('/ready')}
            periodSeconds: 1
            failureThreshold: 90
          readinessProbe:
            ${asked('/ready')}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 2
          # Only a process that does not answer at all is restarted.
          livenessProbe:
            ${asked('/live')}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
`;
}

const ending = `          lifecycle:
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
`;

const databaseSettings = ({
  name,
  namespace,
}: Service): string => `            - {name: DATABASE_URL, value: "postgres://${name}@${databaseOf(name)}.${namespace}.svc.cluster.local:${databasePort}/${name}"}
            - {name: DATABASE_PASSWORD_FILE, value: /etc/${databaseSecretOf(name)}/password}
`;

const mount = ({ name }: Service): string => `          volumeMounts:
            - {name: database, mountPath: /etc/${databaseSecretOf(name)}, readOnly: true}
`;

const volume = ({ name }: Service): string => `      volumes:
        - name: database
          secret: {secretName: ${databaseSecretOf(name)}, defaultMode: 288}
`;
