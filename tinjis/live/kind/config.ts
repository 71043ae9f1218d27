import { nodePorts } from '../platform/platform.ts';

/**
 * What `kind create cluster` is asked for, as JSON, which is YAML as well.
 *
 * The address ranges are those of the bare cluster and of policies/teams.yaml; node ports are mapped to this machine's loopback, because
 * Docker Desktop gives no way to a node's own address.
 */
export function kindConfig(): string {
  return JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
    nodes: [{
      role: 'control-plane',
      extraPortMappings: Object.values(nodePorts).map((port) => ({ containerPort: port, hostPort: port, listenAddress: '127.0.0.1', protocol: 'TCP' })),
    }],
  });
}

/** What containerd in a node is told about a registry that speaks HTTP: where to go for images of that name. */
export function registryHosts(container: string): string {
  return `[host."http://${container}:5000"]\n  capabilities = ["pull", "resolve"]\n`;
}
