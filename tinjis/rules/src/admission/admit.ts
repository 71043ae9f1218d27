import type { At, Resource } from '../objects/located.ts';
import { explainedLater, type Reason, type Ruling, together, type Verdict, winning } from '../ruling.ts';
import { compilePolicy, constraintsOf, type Obstacle, validate } from './compile.ts';
import { type FirstTried, refuses } from './refuses.ts';
import { bindingsOf, type Bindings } from './bindings.ts';
import { indexBindings, indexNamespaces, concerning, matchesRequest, type RequestMatch } from './match.ts';
import { concernsPods, podSecurityObjections, verdictOn } from './pod-security/enforce.ts';
import { levelLabel } from './pod-security/evaluate.ts';
import type { Namespace, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { podRequestOf, subjectOf, type AdmissionRequest, type Subject } from './request.ts';

/** The admission rules of one cluster. Keep the arrays for all questions: they are indexed once. */
export interface AdmissionRules {
  readonly policies: readonly Resource<ValidatingAdmissionPolicy>[];
  readonly bindings: readonly Resource<ValidatingAdmissionPolicyBinding>[];
  readonly namespaces: readonly Resource<Namespace>[];
}

/** A rule that has a say in a request: its place, and its objections. */
interface Say {
  /** Name of the policy, if it is one that can be evaluated. */
  readonly policy?: string;
  readonly places: readonly At[];
  /** Whether it objects, without the objections themselves, which cost far more. */
  readonly verdict: (refuser: FirstTried) => 'allow' | 'deny' | 'unknown';
  readonly objections: () => readonly Reason[];
}

/**
 * Whether admission lets a request through: ValidatingAdmissionPolicies by their bindings, and for pods the Pod
 * Security level of their namespace. The first rule that forbids decides. If somebody asks why, every rule is
 * evaluated, so a person can fix everything at once.
 *
 * The request's object counts as it would be stored. The API server fills in defaults before it asks. So policies
 * should test a field with `has()` before they use it; they then decide the same on the manifest as written.
 *
 * @param refuser what refused another such request, which is tried first; it is set to what refuses this request
 * @returns `not-applicable` if no rule is about such a request; `unknown` if a rule is, but cannot be evaluated
 */
export function admit(rules: AdmissionRules, request: AdmissionRequest, refuser: FirstTried = {}): Ruling {
  const subject = subjectOf(request, indexNamespaces(rules.namespaces));
  const policies = policySays(rules, request, subject);
  const podSecurity = podSecuritySays(request, subject);
  const says = [...policies, ...podSecurity];
  // Pod Security first: it decides without an expression.
  const verdicts = new Set<Verdict>();
  const likely = policies.filter(({ policy }) => policy !== undefined && policy === refuser.policy);
  for (const { verdict } of [...podSecurity, ...likely, ...policies.filter((each) => !likely.includes(each))]) {
    verdicts.add(verdict(refuser));
    if (verdicts.has('deny')) break;
  }
  const verdict = winning('all', [...verdicts]);
  return explainedLater(verdict, () => why(verdict, says, rules));
}

/**
 * Whether a workload comes to life: admission lets in the workload itself, and then its pods. Pod Security refuses only
 * the pods, out of sight of whoever deployed, so this is the question to ask about a workload.
 *
 * @param request the request that writes the workload
 */
export function admitWorkload(rules: AdmissionRules, request: AdmissionRequest): Ruling {
  const own = admit(rules, request);
  const pods = request.object && podRequestOf(request.object);
  if (!pods) return own;
  const theirs = admit(rules, { ...pods, ...(request.namespace && { namespace: request.namespace }) });
  return together([own, theirs]);
}

function why(verdict: Verdict, says: readonly Say[], { policies }: AdmissionRules): Ruling['reasons'] {
  if (verdict === 'allow')
    return [
      silent(
        'admission/no-objection',
        says.flatMap(({ places }) => places),
      ),
    ];
  if (verdict === 'not-applicable')
    return [
      silent(
        'admission/no-rule',
        policies.map((policy) => policy.at(['spec', 'matchConstraints'])),
      ),
    ];
  const objections = says.flatMap((say) => say.objections());
  const forbidding = objections.filter(({ basis }) => basis === 'forbidden');
  return (forbidding.length > 0 ? forbidding : objections) as unknown as Ruling['reasons'];
}

function policySays(
  { policies, bindings }: AdmissionRules,
  request: AdmissionRequest,
  subject: Subject,
): readonly Say[] {
  if (isExempt(request)) return [];
  const { byPolicy, defective } = indexBindings(bindings);
  let made: Bindings | undefined;
  // Most requests are about kinds that no expression is about.
  const context = (): Bindings => (made ??= bindingsOf(request, subject));
  return [
    // Nobody can tell which policy such a binding puts in force, or where, so it may concern any request.
    ...defective.map(({ binding, defect }) =>
      unclear(binding, () => obstructed(binding, { code: 'admission/invalid-policy', ...defect })),
    ),
    ...concerning(policies, request).flatMap((policy) =>
      (byPolicy.get(policy.object.metadata.name) ?? []).flatMap((binding) =>
        boundSay(policy, binding, request, subject, context),
      ),
    ),
  ];
}

function boundSay(
  policy: Resource<ValidatingAdmissionPolicy>,
  binding: Resource<ValidatingAdmissionPolicyBinding>,
  request: AdmissionRequest,
  subject: Subject,
  context: () => Bindings,
): readonly Say[] {
  const { validationActions, matchResources = {} } = binding.object.spec;
  if (!validationActions.includes('Deny')) return [];
  const match = both(
    matchesRequest(constraintsOf(policy), request, subject),
    matchesRequest(matchResources, request, subject),
  );
  if (match === 'no') return [];
  if (match !== 'yes') return [unclear(policy, () => unsettled(match, policy, subject))];
  const compiled = compilePolicy(policy);
  if ('obstacle' in compiled) return [unclear(policy, () => obstructed(policy, compiled.obstacle))];
  const { namespace, namespaceName, isNamespace } = subject;
  if (compiled.readsNamespace && !namespace && namespaceName !== '' && !isNamespace) {
    return [unclear(policy, () => unsettled('namespace-unknown', policy, subject))];
  }
  return [
    {
      policy: compiled.name,
      places: [policy.at(['spec'])],
      verdict: (refuser) => (refuses(compiled, context(), refuser) ? 'deny' : 'allow'),
      objections: () => validate(compiled, binding.object.metadata.name, context()),
    },
  ];
}

function podSecuritySays(request: AdmissionRequest, subject: Subject): readonly Say[] {
  if (!concernsPods(request)) return [];
  return [
    {
      places: subject.namespace ? [subject.namespace.at(['metadata', 'labels', levelLabel])] : [],
      verdict: () => verdictOn(request, subject),
      objections: () => podSecurityObjections(request, subject),
    },
  ];
}

/** Reviews and the admission rules themselves pass no policy; otherwise nobody could fix a bad policy. */
function isExempt({ resource: { group, resource } }: AdmissionRequest): boolean {
  return (
    group === 'authentication.k8s.io' ||
    group === 'authorization.k8s.io' ||
    (group === 'admissionregistration.k8s.io' && /^(validating|mutating)admissionpolic/.test(resource))
  );
}

function both(policy: RequestMatch, binding: RequestMatch): RequestMatch {
  if (policy === 'no' || binding === 'no') return 'no';
  return policy === 'yes' ? binding : policy;
}

/** A rule that may or may not object. */
function unclear(rule: Resource, because: () => Reason): Say {
  return { places: [rule.at(['spec'])], verdict: () => 'unknown', objections: () => [because()] };
}

function unsettled(match: 'other-version' | 'namespace-unknown', policy: Resource, { namespaceName }: Subject): Reason {
  const args = { policy: policy.object.metadata.name, namespace: namespaceName };
  return { code: `admission/${match}`, basis: 'input-missing', args, at: policy.at(['spec', 'matchConstraints']) };
}

function obstructed(resource: Resource, { code, rule, path }: Obstacle): Reason {
  return { code, basis: 'input-missing', args: { policy: resource.object.metadata.name, rule }, at: resource.at(path) };
}

function silent(code: string, searched: readonly At[]): Reason {
  return { code, basis: 'default', args: {}, at: { searched } };
}
