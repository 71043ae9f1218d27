import { entry, type Entries } from '../entry.ts';

const policiesAdd =
  'Network policies only ever add: a pod that any policy selects receives (or sends) what some policy admits, and nothing else.';
const tiers =
  'Policies for the whole cluster decide before NetworkPolicies, or for the pods that none of those is about.';
const narrow = 'admit the caller by the name of its namespace and by its label, in one item of `from`';

/** Which pod reaches which. */
export const networkReasons: Entries = {
  'network/not-asked': entry('plays no part here', 'No connection is asked about.'),
  'network/no-pod': entry(
    '{service} starts no pod of its name on {cluster}, so there is nothing to connect',
    'Policies know pods by the labels of their templates.',
    'give the service a Deployment of its own name',
  ),
  'network/outside': entry('{peer} and its peer are both outside the pod network', 'Network policies are about pods.'),
  'network/cluster-allows': entry('{policy} lets {from} call {to} on {port}, whatever other policies say', tiers),
  'network/cluster-denies': entry('{policy} refuses {from} to call {to} on {port}', tiers),
  'network/cluster-passes': entry('{policy} leaves it to NetworkPolicies whether {from} calls {to} on {port}', tiers),
  'network/cluster-undecided': entry(
    'whether a rule of {policy} is about {from} calling {to} depends on an address, a node or a domain name',
    tiers,
    'name namespaces and pods in the rule',
  ),
  'network/cluster-not-proved': entry(
    'with {policy} the answer is {enforced} for {from} calling {to} on {port}, without it {without}',
    'Not every network engine enforces these policies, and nothing here says whether the one of the cluster does.',
    'write a NetworkPolicy that decides the same, or remove the policy',
  ),
  'network/host-network': entry(
    '{pod} uses the network of its node, so no policy governs it',
    'To a network policy such a pod is its node, and a node always reaches the pods that run on it.',
    'remove hostNetwork from the pod',
  ),
  'network/service-port': entry(
    'port {port} of the Service {service} leads to port {target} of its pods',
    'Network policies know the ports of pods, not those of Services.',
  ),
  'network/service-port-unnamed': entry(
    'port {port} of the Service {service} leads to a port named {target}, which no container of its pods has',
    'A Service whose target nobody has leads nowhere.',
    'give the container port that name, or write its number in targetPort',
  ),
  'network/service-elsewhere': entry(
    'the Service {service} does not select the pods of its own name',
    'Callers of a Service reach the pods that its selector selects.',
    'select the pods by their labels',
  ),
  'network/egress-not-isolated': entry(
    'no policy restricts what {pod} sends',
    policiesAdd,
    'apply policies/network to the namespace',
  ),
  'network/ingress-not-isolated': entry(
    'no policy restricts what {pod} receives',
    policiesAdd,
    'apply policies/network to the namespace',
  ),
  'network/egress-admitted': entry('policy {policy} lets {pod} call {peer} on {port}', policiesAdd),
  'network/ingress-admitted': entry('policy {policy} lets {peer} in to {pod} on {port}', policiesAdd),
  'network/egress-refused': entry(
    '{policies} restrict what {pod} sends, and none admits {peer} on {port}',
    policiesAdd,
    'name the workload as a caller of the other in policies/teams.yaml, or a place outside as its egress',
  ),
  'network/ingress-refused': entry(
    '{policies} restrict what {pod} receives, and none admits {peer} on {port}',
    policiesAdd,
    'name the caller in policies/teams.yaml',
  ),
  'network/near-miss-port': entry('a rule of {policy} is about {peer}, but not about port {port}', policiesAdd, narrow),
  'network/near-miss-except': entry(
    'a rule of {policy} has the block of {peer}, but excepts its address',
    policiesAdd,
    narrow,
  ),
  'network/near-miss-namespace': entry(
    'a rule of {policy} has the labels of {peer}, but another namespace',
    policiesAdd,
    narrow,
  ),
  'network/near-miss-pod-labels': entry(
    'a rule of {policy} has the namespace of {peer}, but other labels',
    policiesAdd,
    narrow,
  ),
  'network/address-unknown': entry(
    'a rule of {policy} depends on the address of {peer}, which is not known',
    'A pod may get any address of the pod network.',
    narrow,
  ),
  'network/host-unknown': entry(
    'a rule of {policy} lets {pod} send to {host} on {port}, and whether {peer} is an address of that host is not known',
    'The network engine learns the addresses of a host from DNS, while the pods look it up.',
    'ask about the host: {host}:PORT',
  ),
  'network/near-miss-host': entry(
    'a rule of {policy} is about {host}, and not about {peer}',
    policiesAdd,
    'name the host as egress of the workload in policies/teams.yaml',
  ),
  'network/invalid-policy': entry(
    '{policy} is no policy the API server would store: {rule}',
    'A policy that is not stored restricts nothing.',
    'fix the field',
  ),
};
