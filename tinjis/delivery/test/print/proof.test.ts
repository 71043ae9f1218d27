import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { verify } from '../../src/api.ts';
import { proofOutcome } from '../../src/print/proof.ts';
import { deliveryPromises } from '../../src/verify/promises.ts';
import type { Report } from '../../src/verify/verify.ts';
import { base, reader } from '../verify/proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const same = (text: string): string => text;
const plain = { bold: same, dim: same, red: same, green: same, yellow: same };
const namespace = 'clusters/base/argocd/namespace.yaml';
const foreign = 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: open}\n---\n';

/** What verify prints of the fixtures' base with some texts before the manifest of a namespace. */
function printed(more: string, clusters: readonly string[] = []): string {
  const report = verify(changedTree(base, { [namespace]: `${more}${base.text(namespace)}` }), reader) as Report;
  const proofs = report.proofs.map((proof) => ({
    ...proof,
    breaches: [
      ...proof.breaches,
      ...proof.breaches.flatMap((each) => clusters.map((cluster) => ({ ...each, args: { ...each.args, cluster } }))),
    ],
  }));
  return proofOutcome({ ...report, proofs }).text(plain);
}

describe('the text of a proof', () => {
  it('says how much of it was proved before', () => {
    const report = { kept: true, renderer: 'kustomize 5.8.1', parts: { all: 3, before: 2 }, proofs: [] };
    const outcome = proofOutcome(report);
    expect(outcome.text(plain)).to.contain('\n2 of 3 parts were proved before, from the same files\n');
    expect(outcome.json).to.include({ parts: report.parts });
  });

  it('names an object that nobody evaluates once, with every promise that it leaves not proved', () => {
    const text = printed(foreign);
    expect(text).to.contain(
      [
        '',
        '✘ CiliumNetworkPolicy open may decide on staging, and is not evaluated',
        `  ${namespace}:1`,
        '  not proved: callers, sends, no-way-out, names, exposure, platform-pods, platform-exposure',
        '  fix: take it out, or write the rule in a kind that is evaluated',
        '  promise/foreign-kind',
        '',
      ].join('\n'),
    );
    expect(text.match(/is not evaluated/g)).to.have.length(1);
    expect(text.match(/^\? /gm)).to.have.length(7);
    expect(text).to.contain(`0 of ${deliveryPromises.length + 1} promises are broken, and 7 more are not proved`);
  });

  it('names its clusters together, and another object beside it', () => {
    const text = printed(`${foreign}${foreign.replace('open', 'other')}`, ['production']);
    expect(text.match(/may decide on staging, production, and is not evaluated/g)).to.have.length(2);
  });

  it('marks no promise as open that something else breaks, or that holds', () => {
    const text = printed('');
    expect(text)
      .to.contain(`all ${deliveryPromises.length + 1} promises hold`)
      .and.not.to.match(/^[?✘] /m);
  });
});
