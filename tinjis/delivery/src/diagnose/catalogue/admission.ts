import { entry, type Entries } from '../entry.ts';

const last = 'Admission is the last word: it holds whatever Git, Argo CD and Kubernetes rights have let through.';
const standard = 'Pod Security Standards keep a pod from the rights of its node.';

/** What the API server refuses to store. */
export const admission: Entries = {
  'admission/not-asked': entry(
    'plays no part here',
    'Nothing is written to the cluster on this way, or a layer before it lets nothing through.',
  ),
  'admission/no-objection': entry('no rule objects', last),
  'admission/no-rule': entry('no rule is about this', last),
  'admission/policy-denied': entry('policy {policy}: {message}', last, 'change the object as the message says'),
  'admission/policy-failed': entry(
    'policy {policy} cannot be evaluated for this object, and so refuses it: {error}',
    last,
    'test a field with has() before it is used',
  ),
  'admission/invalid-policy': entry('{policy} is no rule the API server would store: {rule}', last, 'fix the field'),
  'admission/unsupported-policy': entry(
    'policy {policy} cannot be decided here: {rule}',
    last,
    'write the rule without it, so that it can be proved',
  ),
  'admission/other-version': entry(
    'policy {policy} is about another version of this kind',
    last,
    'write apiVersions: ["*"]',
  ),
  'admission/namespace-unknown': entry(
    'namespace {namespace} is not in the repository, and a rule depends on its labels',
    last,
    'add the namespace to clusters/',
  ),
  'admission/object-missing': entry(
    'the object itself decides, and is not known',
    last,
    'ask about an object of the repository',
  ),
  'admission/pod-security-denied': entry(
    'namespace {namespace} enforces {level}, which forbids: {forbidden}',
    standard,
    'remove what the level forbids from the pod',
  ),
  'admission/pod-security-control': entry(
    '{check}: {forbidden} in {field}',
    standard,
    'set the field as the level demands',
  ),
};
