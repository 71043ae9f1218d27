/**
 * A web server that writes a line into its volume each time it starts and serves it, a service before it, and a client.
 * @param image a shell with httpd and nc
 */
export function probePods(image: string): object {
  const serve = 'echo started >>/data/index.html; exec httpd -f -p 8080 -h /data';
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      pod(
        'server',
        {
          image,
          command: ['/bin/sh', '-c', serve],
          ports: [{ name: 'http', containerPort: 8080 }],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
        [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      ),
      pod('client', { image, command: ['/bin/sleep', '1000000'] }, []),
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: 'default' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'server', namespace: 'default' },
        spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 'http' }] },
      },
    ],
  };
}

function pod(name: string, container: object, volumes: readonly object[]): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'box', ...container }], volumes },
  };
}

/** Lets nobody reach the server. */
export const denyServer = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'default' },
  spec: { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'] },
};
