/**
 * What `kind create cluster` is asked for, as JSON, which is YAML as well. Its address ranges are those of
 * policies/teams.yaml; its network engine enforces NetworkPolicy by itself.
 */
export function kindConfig(): string {
  return JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
    nodes: [{ role: 'control-plane' }],
  });
}

/** What containerd in a node is told about a registry that speaks HTTP: where to go for images of that name. */
export function registryHosts(container: string): string {
  return `[host."http://${container}:5000"]\n  capabilities = ["pull", "resolve"]\n`;
}
