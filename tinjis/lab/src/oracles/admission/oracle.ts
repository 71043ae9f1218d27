import { isCelError } from '@bufbuild/cel';
import { existsSync } from 'node:fs';
import { admit } from '@tinjis/rules/admission/admit';
import { compileExpression } from '@tinjis/rules/admission/cel';
import { violations, standardOf } from '@tinjis/rules/admission/pod-security/evaluate';
import type { Pod } from '@tinjis/rules/admission/pod-security/pod';
import { toCelInput } from '@tinjis/rules/admission/bindings';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { Oracle } from '../harness/oracle.ts';
import type { Suite } from '../harness/suite.ts';
import { declarations } from '@tinjis/rules/admission/type-check/declarations';
import { bool, string } from '@tinjis/rules/admission/type-check/types';
import { typedCases, type TypedCase } from '@tinjis/rules/testing/random/typed-expressions';
import { compilePolicy } from '@tinjis/rules/admission/compile';
import type { ValidatingAdmissionPolicy } from '@tinjis/rules/admission/policy';
import { bindingDefect } from '@tinjis/rules/admission/validation';
import { storedCases, type StoredCase } from '@tinjis/rules/testing/random/stored-policies';
import { asStored } from '@tinjis/rules/admission/request';
import { celCases, type CelCase } from '@tinjis/rules/testing/random/cel';
import { ourCases } from './our-cases.ts';
import { podSecurityFixtures, validationTests } from './carried.ts';
import { podCases, type PodCase } from '@tinjis/rules/testing/random/pods';
import { policyCases, type PolicyCase } from '@tinjis/rules/testing/random/admission-policies';

interface Refusal {
  readonly allowed: boolean;
  readonly by?: string;
  readonly message?: string;
}

const located = <T extends KubernetesObject>(object: T): Resource<T> => ({
  object,
  at: () => ({ file: 'case', line: 1 }),
});

// Known resources are looked up by identity, so cases that share a policy also share its compiled form.
const resources = new Map<string, Resource<never>>();
function shared<T extends KubernetesObject>(object: T): Resource<T> {
  const text = JSON.stringify(object);
  const known = resources.get(text) ?? (located(object) as unknown as Resource<never>);
  resources.set(text, known);
  return known as unknown as Resource<T>;
}

function decide({ policies, bindings, namespaces, request }: PolicyCase): Refusal {
  const { object, oldObject, ...rest } = request;
  const {
    verdict,
    reasons: [reason],
  } = admit(
    { policies: policies.map(shared), bindings: bindings.map(shared), namespaces: namespaces.map(located) },
    { ...rest, ...(object && { object: located(object) }), ...(oldObject && { oldObject: located(oldObject) }) },
  );
  if (verdict !== 'deny') return verdict === 'unknown' ? { allowed: false, by: reason.code } : { allowed: true };
  const { policy = '', binding = '', message = '' } = reason.args;
  return { allowed: false, by: `ValidatingAdmissionPolicy '${policy}' with binding '${binding}'`, message };
}

const policy = (name: string, cases: Oracle<PolicyCase, Refusal>['cases']): Oracle<PolicyCase, Refusal> => ({
  name,
  cases,
  ours: decide,
  allows: ({ allowed }) => allowed,
  authority: 'apiserver v0.36.4 admission/plugin/policy/validating, after kubernetes v1.36.4 defaulting and validation',
});

const cel: Oracle<CelCase, string> = {
  name: 'admission-cel',
  authority: 'apiserver v0.36.4 admission/plugin/cel',
  cases: celCases,
  ours({ expression, object }) {
    const compiled = compileExpression(expression);
    if (!('program' in compiled)) return JSON.stringify(compiled);
    const result = compiled.program({ object: toCelInput(object) });
    return isCelError(result) ? 'error' : String(result);
  },
  allows: (answer) => answer === 'true',
};

/** The API server's answer lists all reasons; ours is the first one that we find. */
interface Acceptance {
  readonly refused: boolean;
  readonly reasons?: string;
}

/** cel-go has two names for the type of null, and numbers types that are still open as it goes. */
function plainReason(reason = ''): string {
  return reason.replaceAll('null_type', 'null').replace(/_var\d+/g, '_var');
}

const types: Oracle<TypedCase, Acceptance> = {
  name: 'admission-types',
  authority: 'apiserver v0.36.4 admission/plugin/cel, with the declarations of Kubernetes',
  cases: typedCases,
  oneIn: 20,
  ours({ expression, wanted }, answer) {
    const wantedTypes = { bool: [bool], string: [string], any: undefined }[wanted];
    const compiled = compileExpression(expression, declarations(), wantedTypes);
    if ('program' in compiled) return { refused: false };
    if ('refused' in compiled) {
      const same = plainReason(answer.reasons).includes(plainReason(compiled.refused));
      return same ? answer : { refused: true, reasons: compiled.refused };
    }
    // No answer of ours: the whole of a request or a namespace is not held here, and a parser's words are its own.
    const { unsupported } = compiled;
    const isOpen = unsupported.includes('not known') || (answer.refused && unsupported.startsWith('<input>'));
    return isOpen ? answer : { refused: true, reasons: unsupported };
  },
  allows: ({ refused }) => !refused,
};

const stored: Oracle<StoredCase, { readonly refused: boolean; readonly fields: readonly string[] }> = {
  name: 'admission-stored',
  authority: 'kubernetes v1.36.4 pkg/apis/admissionregistration/validation, after defaulting',
  cases: storedCases,
  oneIn: 100,
  ours(object, answer) {
    const field = refusedField(object);
    // What we cannot evaluate, such as parameters, may well be stored.
    if (field === undecided) return answer;
    // The API server names every field, and a list or a map where one of its parts is missing.
    const same = field !== undefined && answer.fields.some((one) => one.startsWith(field));
    if (same) return answer;
    return field === undefined ? { refused: false, fields: [] } : { refused: true, fields: [field] };
  },
  allows: ({ refused }) => !refused,
};

const undecided = Symbol('not evaluated');

function refusedField(object: StoredCase): string | typeof undecided | undefined {
  const compiled = isPolicy(object) ? compilePolicy(located(object)) : { obstacle: bindingDefect(object) };
  if ('obstacle' in compiled && compiled.obstacle && 'code' in compiled.obstacle) {
    if (compiled.obstacle.code === 'admission/unsupported-policy') return undecided;
  }
  const path = 'obstacle' in compiled ? compiled.obstacle?.path : undefined;
  return path?.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`)).join('');
}

function isPolicy(object: StoredCase): object is ValidatingAdmissionPolicy {
  return object.kind === 'ValidatingAdmissionPolicy';
}

const podSecurity: Oracle<PodCase, { readonly allowed: boolean; readonly forbidden: readonly string[] }> = {
  name: 'pod-security',
  authority: 'pod-security-admission v0.36.4',
  cases: podCases,
  ours({ labels, operation, subresource, pod, oldPod }) {
    const metadata = { name: 'payments', labels };
    const { verdict } = admit(
      { policies: [], bindings: [], namespaces: [located({ apiVersion: 'v1', kind: 'Namespace', metadata })] },
      {
        operation,
        namespace: 'payments',
        object: located(pod as Pod),
        ...(oldPod && { oldObject: located(oldPod as Pod) }),
        resource: { group: '', version: 'v1', resource: 'pods', ...(subresource && { subresource }) },
        user: { name: 'someone', groups: [] },
      },
    );
    const { level, minor } = standardOf(labels);
    const found = verdict === 'deny' && level !== 'privileged' ? violations(asStored(pod as Pod), level, minor) : [];
    return { allowed: verdict !== 'deny', forbidden: found.map(({ forbidden }) => forbidden).sort() };
  },
  allows: ({ allowed }) => allowed,
};

// Tests run in the workspace, `npm run oracles` in the top folder of the repository.
const folder = ['policies/admission', '../../policies/admission'].find(existsSync) ?? 'policies/admission';

export const oracles = [
  cel,
  types,
  stored,
  policy('admission-policy', policyCases),
  policy('admission-ours', ourCases(folder)),
  podSecurity,
] as readonly Oracle[];

export const suites: readonly Suite[] = [podSecurityFixtures(podSecurity as Oracle), validationTests(stored as Oracle)];
