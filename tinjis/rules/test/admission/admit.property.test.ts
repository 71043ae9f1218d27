import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { podCases } from '../../testing/random/pods.ts';
import { policyCases, type PolicyCase } from '../../testing/random/admission-policies.ts';
import { admit } from '../../src/admission/admit.ts';
import type { FirstTried } from '../../src/admission/refuses.ts';
import { violations } from '../../src/admission/pod-security/evaluate.ts';
import type { Pod } from '../../src/admission/pod-security/pod.ts';
import type { Ruling } from '../../src/ruling.ts';
import { resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function decide(
  { policies, bindings, namespaces, request: { object, oldObject, ...rest } }: PolicyCase,
  refuser?: FirstTried,
): Ruling {
  return admit(
    { policies: policies.map(resource), bindings: bindings.map(resource), namespaces: namespaces.map(resource) },
    { ...rest, ...(object && { object: resource(object) }), ...(oldObject && { oldObject: resource(oldObject) }) },
    refuser,
  );
}

describe('whatever the policies are', () => {
  it('one binding less never refuses more', () => {
    fc.assert(
      fc.property(policyCases, (asked) => {
        const fewer = { ...asked, bindings: asked.bindings.slice(1) };
        if (decide(fewer).verdict === 'deny') expect(decide(asked).verdict).to.equal('deny');
      }),
      { numRuns: 200 },
    );
  });

  it('Ignore never refuses more than Fail', () => {
    fc.assert(
      fc.property(policyCases, (asked) => {
        const failing = (failurePolicy: 'Fail' | 'Ignore'): PolicyCase => ({
          ...asked,
          policies: asked.policies.map((policy) => ({ ...policy, spec: { ...policy.spec, failurePolicy } })),
        });
        if (decide(failing('Ignore')).verdict === 'deny') expect(decide(failing('Fail')).verdict).to.equal('deny');
      }),
      { numRuns: 200 },
    );
  });

  it('the order of policies and bindings changes no verdict', () => {
    fc.assert(
      fc.property(policyCases, (asked) => {
        const turned = { ...asked, policies: [...asked.policies].reverse(), bindings: [...asked.bindings].reverse() };
        expect(decide(turned).verdict).to.equal(decide(asked).verdict);
      }),
      { numRuns: 200 },
    );
  });

  it('what is tried first changes no verdict and no reason', () => {
    const refusers = new Set<string>();
    fc.assert(
      fc.property(fc.array(policyCases, { minLength: 2, maxLength: 4 }), (cases) => {
        const refuser: FirstTried = {};
        for (const asked of [...cases, ...cases]) {
          const { verdict, reasons } = decide(asked);
          const tried = decide(asked, refuser);
          expect(tried.verdict).to.equal(verdict);
          expect(tried.reasons).to.equal(reasons);
          refusers.add(JSON.stringify(refuser));
        }
      }),
      { numRuns: 200 },
    );
    expect(refusers.size).to.be.above(2);
  });

  it('a refusal is forbidden by a rule that stands somewhere', () => {
    fc.assert(
      fc.property(policyCases, (asked) => {
        const { verdict, reasons } = decide(asked);
        // The first rule that forbids gives the verdict, all of them give the reasons.
        expect(reasons.some(({ basis }) => basis === 'forbidden')).to.equal(verdict === 'deny');
        expect(reasons.every(({ basis }) => basis === 'input-missing')).to.equal(verdict === 'unknown');
        for (const { basis, at } of reasons) {
          if (basis === 'forbidden') expect(at).to.include('file');
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('whatever the pod is', () => {
  it('restricted refuses all that baseline refuses, in every version', () => {
    // Except for Windows, where restricted leaves out what such a pod cannot set anyway.
    const pods = podCases.map(({ pod }) => pod as Pod).filter(({ spec }) => spec?.os?.name !== 'windows');
    fc.assert(
      fc.property(pods, fc.integer({ min: 0, max: 40 }), (pod, minor) => {
        if (violations(pod, 'baseline', minor).length > 0)
          expect(violations(pod, 'restricted', minor)).to.not.be.empty();
      }),
      { numRuns: 300 },
    );
  });
});
