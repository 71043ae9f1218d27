import type { Service } from '../../model/teams.ts';
import { databaseOf, databasePort } from '../../model/layout.ts';

/** The Secret with the password of a service's database. */
export function databaseSecretOf(service: string): string {
  return `${service}-database`;
}

/** PostgreSQL for one service: its Service, and a StatefulSet whose volume outlives it. */
export function postgresql({ name, namespace }: Service): string {
  const own = databaseOf(name);
  const folder = `/etc/${databaseSecretOf(name)}`;
  const header = `metadata:
  name: ${own}
  namespace: ${namespace}
  labels: {app.kubernetes.io/name: ${own}, app.kubernetes.io/component: database}`;
  const asked = `exec: {command: [pg_isready, --quiet, --host=127.0.0.1, --username=${name}, --dbname=${name}]}`;
  return `# PostgreSQL for ${name} alone. The image is the platform's mirror of the official one, so its contract is that image's: POSTGRES_* variables,
# user 999, data below /var/lib/postgresql.
apiVersion: v1
kind: Service
${header}
spec:
  # Headless: the name leads straight to the one pod.
  clusterIP: None
  selector: {app.kubernetes.io/name: ${own}}
  ports:
    - {name: postgresql, port: ${databasePort}, targetPort: postgresql}
---
apiVersion: apps/v1
kind: StatefulSet
${header}
  annotations:
    # A folder renamed by mistake must not take the database with it: pruning and deleting wait for a person to confirm.
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
spec:
  serviceName: ${own}
  replicas: 1
  selector:
    matchLabels: {app.kubernetes.io/name: ${own}}
  # The volume outlives the StatefulSet and a scaling to zero.
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
  template:
    metadata:
      labels: {app.kubernetes.io/name: ${own}, app.kubernetes.io/component: database}
    spec:
      serviceAccountName: ${own}
      automountServiceAccountToken: false
      enableServiceLinks: false
      # PostgreSQL closes its connections and writes a checkpoint; cut short, it recovers at the next start.
      terminationGracePeriodSeconds: 60
      securityContext:
        runAsNonRoot: true
        runAsUser: 999
        runAsGroup: 999
        # Secrets are mounted readable by the group alone (mode 288 is 0440).
        fsGroup: 999
        # A database's folder can be large; owners are set once, not at every start.
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: postgresql
          image: postgresql
          imagePullPolicy: IfNotPresent
          ports:
            - {name: postgresql, containerPort: ${databasePort}}
          env:
            - {name: POSTGRES_USER, value: ${name}}
            - {name: POSTGRES_DB, value: ${name}}
            - {name: POSTGRES_PASSWORD_FILE, value: ${folder}/password}
            - {name: PGDATA, value: /var/lib/postgresql/18/docker}
          startupProbe:
            ${asked}
            periodSeconds: 1
            timeoutSeconds: 5
            failureThreshold: 120
          readinessProbe:
            ${asked}
            periodSeconds: 5
            timeoutSeconds: 5
          livenessProbe:
            ${asked}
            periodSeconds: 15
            timeoutSeconds: 10
            failureThreshold: 4
          resources:
            requests: {cpu: 100m, memory: 256Mi}
            limits: {cpu: "2", memory: 1Gi}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: data, mountPath: /var/lib/postgresql}
            - {name: run, mountPath: /var/run/postgresql}
            - {name: tmp, mountPath: /tmp}
            - {name: database, mountPath: ${folder}, readOnly: true}
      volumes:
        # The root is read-only; PostgreSQL needs these two for its socket and its temporary files.
        - name: run
          emptyDir: {medium: Memory, sizeLimit: 16Mi}
        - name: tmp
          emptyDir: {sizeLimit: 64Mi}
        - name: database
          secret: {secretName: ${databaseSecretOf(name)}, defaultMode: 288}
  volumeClaimTemplates:
    # Kind and mode are what the API server would fill in: written out, what runs equals what is written.
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        volumeMode: Filesystem
        resources:
          requests: {storage: 8Gi}
`;
}
