import type { At, Resource } from '../../model/located.ts';
import type { Reason, Ruling } from '../decision.ts';
import { compilePolicy, constraintsOf, type Obstacle } from './compile.ts';
import { bindingsOf, type Bindings } from './context.ts';
import { indexBindings, indexNamespaces } from './index-rules.ts';
import { matches, type Match } from './match.ts';
import { concernsPods, enforce } from './pod-security/enforce.ts';
import { levelLabel } from './pod-security/standard.ts';
import type { Namespace, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { subjectOf, type AdmissionRequest, type Subject } from './request.ts';
import { validate } from './validate.ts';

/** The admission rules of one cluster. Keep the arrays for all questions: they are indexed once. */
export interface AdmissionRules {
  readonly policies: readonly Resource<ValidatingAdmissionPolicy>[];
  readonly bindings: readonly Resource<ValidatingAdmissionPolicyBinding>[];
  readonly namespaces: readonly Resource<Namespace>[];
}

/** One rule that has a say in a request: where it stands, and what it objects to. */
interface Say {
  readonly places: readonly At[];
  readonly objections: readonly Reason[];
}

/**
 * Whether admission lets a request through: ValidatingAdmissionPolicies by their bindings, and for pods the Pod Security
 * level of their namespace. Everything is evaluated even after a refusal, so that a person mends all at once.
 *
 * The request's object is taken as it would be stored. The API server fills in defaults before it asks; so policies should
 * test a field with `has()` before they use it, and then decide the same on the manifest as written.
 *
 * @returns `not-applicable` where no rule is about such a request; `unknown` where one is and cannot be evaluated
 */
export function admit(rules: AdmissionRules, request: AdmissionRequest): Ruling {
  const subject = subjectOf(request, indexNamespaces(rules.namespaces));
  const says = [...policySays(rules, request, subject), ...podSecuritySays(request, subject)];
  const objections = says.flatMap((say) => say.objections);
  const [forbidden, ...more] = objections.filter(({ basis }) => basis === 'forbidden');
  if (forbidden) return { verdict: 'deny', reasons: [forbidden, ...more] };
  const [missing, ...others] = objections;
  if (missing) return { verdict: 'unknown', reasons: [missing, ...others] };
  return says.length > 0
    ? { verdict: 'allow', reasons: [silent('admission/no-objection', says.flatMap(({ places }) => places))] }
    : { verdict: 'not-applicable', reasons: [silent('admission/no-rule', rules.policies.map((policy) => policy.at(['spec', 'matchConstraints'])))] };
}

function policySays({ policies, bindings }: AdmissionRules, request: AdmissionRequest, subject: Subject): readonly Say[] {
  if (isExempt(request)) return [];
  const { byPolicy, defective } = indexBindings(bindings);
  const context = bindingsOf(request, subject);
  return [
    // Which policy it puts in force where cannot be told, so that it may concern any request.
    ...defective.map(({ binding, defect }) => say(binding, [obstructed(binding, { code: 'admission/invalid-policy', ...defect })])),
    ...policies.flatMap((policy) => (byPolicy.get(policy.object.metadata.name) ?? []).flatMap((binding) =>
      boundSay(policy, binding, request, subject, context))),
  ];
}

function boundSay(
  policy: Resource<ValidatingAdmissionPolicy>, binding: Resource<ValidatingAdmissionPolicyBinding>,
  request: AdmissionRequest, subject: Subject, context: Bindings,
): readonly Say[] {
  const { validationActions, matchResources = {} } = binding.object.spec;
  if (!validationActions.includes('Deny')) return [];
  const match = both(matches(constraintsOf(policy), request, subject), matches(matchResources, request, subject));
  if (match === 'no') return [];
  if (match !== 'yes') return [say(policy, [unsettled(match, policy, subject)])];
  const compiled = compilePolicy(policy);
  if ('obstacle' in compiled) return [say(policy, [obstructed(policy, compiled.obstacle)])];
  return [say(policy, validate(compiled, binding.object.metadata.name, context))];
}

function podSecuritySays(request: AdmissionRequest, subject: Subject): readonly Say[] {
  if (!concernsPods(request)) return [];
  const places = subject.namespace ? [subject.namespace.at(['metadata', 'labels', levelLabel])] : [];
  return [{ places, objections: enforce(request, subject) }];
}

/** Reviews and the admission rules themselves pass no policy, or nobody could mend a bad one. */
function isExempt({ resource: { group, resource } }: AdmissionRequest): boolean {
  return group === 'authentication.k8s.io' || group === 'authorization.k8s.io'
    || (group === 'admissionregistration.k8s.io' && /^(validating|mutating)admissionpolic/.test(resource));
}

function both(policy: Match, binding: Match): Match {
  if (policy === 'no' || binding === 'no') return 'no';
  return policy === 'yes' ? binding : policy;
}

function say(rule: Resource, objections: readonly Reason[]): Say {
  return { places: [rule.at(['spec'])], objections };
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
