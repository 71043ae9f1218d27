import { entry, type Entries } from '../entry.ts';

const additive =
  'Network policies only ever add: a pod that any policy selects receives (or sends) what some policy admits, and nothing else.';
const narrow = 'admit the caller by the name of its namespace and by its label, in one item of `from`';

/** Which pod reaches which. */
export const network: Entries = {
  'network/not-asked': entry('plays no part here', 'No connection is asked about.'),
  'network/no-pod': entry(
    '{service} starts no pod of its name on {cluster}, so there is nothing to connect',
    'Policies know pods by the labels of their templates.',
    'give the service a Deployment of its own name',
  ),
  'network/outside': entry('{peer} and its peer are both outside the pod network', 'Network policies are about pods.'),
  'network/egress-not-isolated': entry(
    'no policy restricts what {pod} sends',
    additive,
    'apply policies/network to the namespace',
  ),
  'network/ingress-not-isolated': entry(
    'no policy restricts what {pod} receives',
    additive,
    'apply policies/network to the namespace',
  ),
  'network/egress-admitted': entry('policy {policy} lets {pod} call {peer} on {port}', additive),
  'network/ingress-admitted': entry('policy {policy} lets {peer} in to {pod} on {port}', additive),
  'network/egress-refused': entry(
    '{policies} restrict what {pod} sends, and none admits {peer} on {port}',
    additive,
    'name the service as a caller in policies/teams.yaml',
  ),
  'network/ingress-refused': entry(
    '{policies} restrict what {pod} receives, and none admits {peer} on {port}',
    additive,
    'name the caller in policies/teams.yaml',
  ),
  'network/near-miss-port': entry('a rule of {policy} is about {peer}, but not about port {port}', additive, narrow),
  'network/near-miss-except': entry(
    'a rule of {policy} has the block of {peer}, but excepts its address',
    additive,
    narrow,
  ),
  'network/near-miss-namespace': entry(
    'a rule of {policy} has the labels of {peer}, but another namespace',
    additive,
    narrow,
  ),
  'network/near-miss-pod-labels': entry(
    'a rule of {policy} has the namespace of {peer}, but other labels',
    additive,
    narrow,
  ),
  'network/address-unknown': entry(
    'a rule of {policy} depends on the address of {peer}, which is not known',
    'A pod may get any address of the pod network.',
    narrow,
  ),
  'network/invalid-policy': entry(
    '{policy} is no policy the API server would store: {rule}',
    'A policy that is not stored restricts nothing.',
    'fix the field',
  ),
};
