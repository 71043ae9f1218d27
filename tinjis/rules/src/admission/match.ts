import type { Defect } from '../objects/schema.ts';
import type { KubernetesObject, Resource } from '../objects/located.ts';
import { selects, selectsAll, type LabelSelector } from '../label-selector.ts';
import { constraintsOf } from './compile.ts';
import type {
  MatchResources,
  ResourceRule,
  ValidatingAdmissionPolicy,
  Namespace,
  ValidatingAdmissionPolicyBinding,
} from './policy.ts';
import { bindingDefect } from './validation.ts';
import { labelsOf, type AdmissionRequest, type Subject } from './request.ts';
import { memoized } from '../memo.ts';

/**
 * `other-version`: it matches as the same resource in another version, so the object would have to be converted first.
 * `namespace-unknown`: it matches if the labels of the request's namespace do, and that namespace is not known.
 */
export type RequestMatch = 'yes' | 'no' | 'other-version' | 'namespace-unknown';

/**
 * Whether `criteria` means the request, as `matching.Matcher` in `k8s.io/apiserver/pkg/admission/plugin/policy`
 * decides. The defaults are the API server's: both selectors select everything, and the policy is Equivalent.
 */
export function matchesRequest(criteria: MatchResources, request: AdmissionRequest, subject: Subject): RequestMatch {
  const {
    namespaceSelector = {},
    objectSelector = {},
    matchPolicy = 'Equivalent',
    resourceRules = [],
    excludeResourceRules = [],
  } = criteria;
  const rule = (rules: readonly ResourceRule[]) => matchesRules(rules, matchPolicy, request, subject);
  // The kind first: it settles most questions, and labels cost more to compare.
  const included = resourceRules.length === 0 ? 'yes' : rule(resourceRules);
  if (included === 'no') return 'no';
  const inNamespace = matchesNamespace(namespaceSelector, subject);
  if (inNamespace === 'no' || !matchesObject(objectSelector, subject)) return 'no';
  const excluded = rule(excludeResourceRules);
  if (excluded === 'yes') return 'no';
  return excluded === 'other-version' ? excluded : included === 'yes' ? inNamespace : included;
}

type Policy = Resource<ValidatingAdmissionPolicy>;

const concernedBy = memoized<readonly Policy[], Map<string, readonly Policy[]>>(() => new Map());

/**
 * The policies with a rule for what a request does to its kind, looked up once for each such pair; the others cannot
 * match it.
 */
export function concerning(policies: readonly Policy[], request: AdmissionRequest): readonly Policy[] {
  const {
    operation,
    resource: { group, resource, subresource = '' },
  } = request;
  const asked = [operation, group, resource, subresource].join(' ');
  return concernedBy(policies).getOrInsertComputed(asked, () =>
    policies.filter((policy) => {
      const { resourceRules = [] } = constraintsOf(policy);
      return resourceRules.length === 0 || resourceRules.some((rule) => isAbout(rule, request));
    }),
  );
}

function isAbout(
  { operations, apiGroups, resources }: ResourceRule,
  { operation, resource }: AdmissionRequest,
): boolean {
  return (
    includes(operations, operation) &&
    includes(apiGroups, resource.group) &&
    resources.some((one) => matchesResource(one, resource.resource, resource.subresource ?? ''))
  );
}

function matchesNamespace(selector: LabelSelector, { isNamespace, namespaceName, namespace }: Subject): RequestMatch {
  if ((namespaceName === '' && !isNamespace) || selectsAll(selector)) return 'yes';
  if (!namespace) return 'namespace-unknown';
  return selects(selector, labelsOf(namespace)) ? 'yes' : 'no';
}

function matchesObject(selector: LabelSelector, { object, oldObject }: Subject): boolean {
  const has = (one: KubernetesObject | undefined): boolean =>
    one !== undefined && selects(selector, one.metadata.labels ?? {});
  return selectsAll(selector) || has(object) || has(oldObject);
}

function matchesRules(
  rules: readonly ResourceRule[],
  policy: 'Exact' | 'Equivalent',
  request: AdmissionRequest,
  subject: Subject,
): 'yes' | 'no' | 'other-version' {
  const candidates = rules.filter((rule) => matchesButVersion(rule, request, subject));
  if (candidates.some(({ apiVersions }) => includes(apiVersions, request.resource.version))) return 'yes';
  return policy === 'Equivalent' && candidates.length > 0 ? 'other-version' : 'no';
}

function matchesButVersion(rule: ResourceRule, request: AdmissionRequest, subject: Subject): boolean {
  const { name } = subject;
  const clusterWide = subject.isNamespace || subject.namespaceName === '';
  return (
    (rule.scope === undefined || rule.scope === '*' || (rule.scope === 'Cluster') === clusterWide) &&
    isAbout(rule, request) &&
    (!rule.resourceNames || rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

function matchesResource(wanted: string, resource: string, subresource: string): boolean {
  const [name, sub = ''] = wanted.split(/\/(.*)/s);
  return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
}

function includes(list: readonly string[], item: string): boolean {
  return list.includes('*') || list.includes(item);
}

type Binding = Resource<ValidatingAdmissionPolicyBinding>;

interface BindingIndex {
  /** The bindings that an API server would store, by the policy they put in force. */
  readonly byPolicy: ReadonlyMap<string, readonly Binding[]>;
  readonly defective: readonly { readonly binding: Binding; readonly defect: Defect }[];
}

/** The bindings by their policy. */
export const indexBindings = memoized((bindings: readonly Binding[]): BindingIndex => {
  const checked = bindings.map((binding) => ({ binding, defect: bindingDefect(binding.object) }));
  return {
    byPolicy: Map.groupBy(
      checked.filter(({ defect }) => !defect).map(({ binding }) => binding),
      ({ object }) => object.spec.policyName,
    ),
    defective: checked.flatMap(({ binding, defect }) => (defect ? [{ binding, defect }] : [])),
  };
});

/** The namespaces by name. */
export const indexNamespaces = memoized(
  (namespaces: readonly Resource<Namespace>[]): ReadonlyMap<string, Resource<Namespace>> =>
    new Map(namespaces.map((namespace) => [namespace.object.metadata.name, namespace])),
);
