import {
  type Benchmark,
  clusterResources,
  escalation,
  nodePortServices,
  otherTenant,
  platformObjects,
  podBenchmark,
  pullPolicy,
  quotaChanges,
  quotaOf,
  selfService,
} from './tenant.ts';

/** The 19 checks that kubectl-mtb has, tried by its method: as the tenant, and without storing anything. */
// prettier-ignore
export const benchmarks: readonly Benchmark[] = [
  { id: 'block_access_to_cluster_resources', title: 'a tenant reaches no resource of the cluster', level: 1, run: clusterResources },
  { id: 'block_multitenant_resources', title: 'a tenant cannot change what the platform put into its namespace', level: 1, run: platformObjects },
  { id: 'block_other_tenant_resources', title: 'a tenant reaches nothing of another tenant', level: 1, run: otherTenant },
  podBenchmark('block_add_capabilities', 'no container adds capabilities', 'add capabilities'),
  podBenchmark('require_run_as_non_root_user', 'no container runs as root', 'run as root'),
  podBenchmark('block_privileged_containers', 'no container is privileged', 'be privileged'),
  podBenchmark('block_privilege_escalation', 'no container gains privileges', 'gain privileges'),
  podBenchmark('block_use_of_host_path', 'no pod mounts a folder of its node', 'mount a folder of its node'),
  podBenchmark('block_use_of_host_networking_and_ports', "no pod uses its node's network or ports", 'use the network of its node', 'open a port on its node'),
  podBenchmark('block_use_of_host_pid', "no pod sees its node's processes", 'see the processes of its node'),
  podBenchmark('block_use_of_host_ipc', 'no pod shares memory with its node', 'share memory with its node'),
  {
    id: 'block_use_of_nodeport_services',
    title: 'a tenant opens no port on every node, but of a service that the team file marks `outside`',
    level: 1,
    run: nodePortServices,
  },
  { id: 'require_always_pull_image', title: 'images are pulled at every start', level: 1, run: pullPolicy, otherwise: 'an image is tied to its workload by path and digest, so that what lies on a node cannot be anything else' },
  {
    id: 'configure_ns_quotas',
    title: 'a namespace has bounds for CPU, memory and ephemeral storage',
    level: 1,
    run: quotaOf('cpu', 'memory', 'ephemeral-storage'),
  },
  {
    id: 'configure_ns_object_quota',
    title: 'a namespace has bounds for the number of objects',
    level: 1,
    run: quotaOf(
      'pods',
      'services',
      'replicationcontrollers',
      'resourcequotas',
      'secrets',
      'configmaps',
      'persistentvolumeclaims',
      'services.nodeports',
      'services.loadbalancers',
    ),
    otherwise:
      'every kind that a team may write has a bound; ReplicationControllers and ResourceQuotas it may not write',
  },
  { id: 'block_ns_quota', title: 'a tenant cannot change its bounds', level: 1, run: quotaChanges },
  { id: 'block_role_privilege_escalation', title: 'a tenant cannot give itself rights', level: 2, run: escalation },
  { id: 'create_role_bindings', title: 'a tenant writes its own RoleBindings', level: 2, run: selfService('RoleBinding'), otherwise: 'rights are changed in policies/teams.yaml, where others see it' },
  { id: 'create_network_policies', title: 'a tenant writes its own NetworkPolicies', level: 2, run: selfService('NetworkPolicy'), otherwise: 'policies only add up: whoever may write one in a namespace can open it' },
];
