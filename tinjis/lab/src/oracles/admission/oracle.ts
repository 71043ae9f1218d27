import { isCelError } from '@bufbuild/cel';
import { existsSync } from 'node:fs';
import { admit } from '@tinjis/rules/admission/admit';
import { compileExpression } from '@tinjis/rules/admission/cel';
import { violations, standardOf } from '@tinjis/rules/admission/pod-security/evaluate';
import type { Pod } from '@tinjis/rules/admission/pod-security/pod';
import { toCelInput } from '@tinjis/rules/admission/bindings';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { Oracle } from '../harness/oracle.ts';
import { celCases, type CelCase } from '@tinjis/rules/testing/random/cel';
import { ourCases } from './our-cases.ts';
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
    if ('unsupported' in compiled) return compiled.unsupported;
    const result = compiled.program({ object: toCelInput(object) });
    return isCelError(result) ? 'error' : String(result);
  },
  allows: (answer) => answer === 'true',
};

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
    const found = verdict === 'deny' && level !== 'privileged' ? violations(pod as Pod, level, minor) : [];
    return { allowed: verdict !== 'deny', forbidden: found.map(({ forbidden }) => forbidden).sort() };
  },
  allows: ({ allowed }) => allowed,
};

// Tests run in the workspace, `npm run oracles` in the top folder of the repository.
const folder = ['policies/admission', '../../policies/admission'].find(existsSync) ?? 'policies/admission';

export const oracles = [
  cel,
  policy('admission-policy', policyCases),
  policy('admission-ours', ourCases(folder)),
  podSecurity,
] as readonly Oracle[];
