import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { pod, policies, port } from '../../testing/random/network.ts';
import { connects } from '../../src/network/connect.ts';
import type { PodPeer, Port } from '../../src/network/peer.ts';
import type { NetworkPolicy } from '../../src/network/policy.ts';
import { resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const allowed = (all: readonly NetworkPolicy[], from: PodPeer, to: PodPeer, wanted: Port): boolean =>
  connects({ policies: all.map(resource) }, from, to, wanted).verdict === 'allow';

describe('whatever the policies are', () => {
  it('one more rule in a policy never takes a connection away', () => {
    const rule = fc.record({ direction: fc.constantFrom('ingress' as const, 'egress' as const), donor: policies() });
    fc.assert(
      fc.property(policies(), pod, pod, port, rule, (all, from, to, wanted, { direction, donor }) => {
        const extra = donor.flatMap(({ spec }) =>
          direction === 'ingress' ? (spec.ingress ?? []) : (spec.egress ?? []),
        )[0];
        const [first, ...rest] = all;
        if (!first || !extra || !allowed(all, from, to, wanted)) return;
        // Without types, a first egress rule would also begin to isolate: that is another change.
        const typed = first.spec.policyTypes?.length
          ? first.spec.policyTypes
          : (['Ingress', ...(first.spec.egress?.length ? ['Egress' as const] : [])] as const);
        const wider = {
          ...first,
          spec: { ...first.spec, policyTypes: typed, [direction]: [...(first.spec[direction] ?? []), extra] },
        };
        expect(allowed([wider, ...rest], from, to, wanted)).to.be.true();
      }),
    );
  });

  it('removing a policy that admits nothing by itself never closes a connection', () => {
    fc.assert(
      fc.property(policies(), pod, pod, port, (all, from, to, wanted) => {
        const bare = all.map((one) => ({
          ...one,
          spec: { ...one.spec, policyTypes: ['Ingress' as const, 'Egress' as const], ingress: [], egress: [] },
        }));
        if (!allowed([...all, ...bare], from, to, wanted)) return;
        expect(allowed(all, from, to, wanted)).to.be.true();
      }),
    );
  });

  it('removing the only policy there is opens what it had closed', () => {
    const one = policies()
      .filter((all) => all.length > 0)
      .map((all) => all.slice(0, 1));
    let closed = 0;
    fc.assert(
      fc.property(one, pod, pod, port, (all, from, to, wanted) => {
        closed += allowed(all, from, to, wanted) ? 0 : 1;
        expect(allowed([], from, to, wanted)).to.be.true();
      }),
      { numRuns: 300 },
    );
    expect(closed).to.be.above(0);
  });

  it('the order of the policies changes nothing', () => {
    fc.assert(
      fc.property(policies(), pod, pod, port, (all, from, to, wanted) => {
        expect(allowed([...all].reverse(), from, to, wanted)).to.equal(allowed(all, from, to, wanted));
      }),
    );
  });

  it('policies of other namespaces change nothing', () => {
    fc.assert(
      fc.property(policies(), pod, pod, port, (all, from, to, wanted) => {
        const own = all.filter(
          ({ metadata: { namespace } }) => namespace === from.namespace || namespace === to.namespace,
        );
        expect(allowed(own, from, to, wanted)).to.equal(allowed(all, from, to, wanted));
      }),
    );
  });

  it('there is always a reason, for each side, and what is granted or refused says where', () => {
    fc.assert(
      fc.property(policies(), pod, pod, port, (all, from, to, wanted) => {
        const { verdict, reasons } = connects({ policies: all.map(resource) }, from, to, wanted);
        for (const direction of ['egress', 'ingress']) {
          expect(reasons.some(({ code }) => code.startsWith(`network/${direction}-`))).to.be.true();
        }
        expect(reasons.some(({ basis }) => basis === 'nothing-grants')).to.equal(verdict === 'deny');
        for (const { basis, at } of reasons) {
          if (basis === 'granted') expect(at).to.include('file');
        }
      }),
    );
  });
});
