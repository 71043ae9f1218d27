import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Memory } from '@tinjis/manifests/cache';
import { changedTree, type Change } from '@tinjis/manifests/tree/memory';
import { Kustomize } from '@tinjis/manifests/render/render';
import { Reader } from '@tinjis/manifests/reader';
import type { Unreadable } from '../../src/load/repository.ts';
import { proveFromTheEnd, verify } from '../../src/api.ts';
import type { Report } from '../../src/verify/verify.ts';
import { withoutArgocd } from '../../testing/hub.ts';
import { base, reader } from './proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** A memory in which nothing is lost. */
function memory(): Memory & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    recall: (key) => structuredClone(kept.get(key)),
    keep: (key, value) => void kept.set(key, structuredClone(value)),
  };
}

type Changes = Readonly<Record<string, Change>>;

function proved(changes: Changes, known?: Memory): Report {
  return verify(changedTree(base, changes), reader, known) as Report;
}

/** What a report says, whoever proved it. */
function said({ kept, renderer, proofs }: Report): unknown {
  return structuredClone({ kept, renderer, proofs });
}

const overlay = 'apps/payments/payment/overlays/staging/kustomization.yaml';
const payment = 'apps/payments/payment/base/deployment.yaml';
const antaeus = 'apps/billing/antaeus/base/deployment.yaml';
const edited = (path: string, from: string | RegExp, to: string): Changes => {
  const text = base.text(path);
  const changed = text.replace(from, to);
  expect(changed, `${String(from)} in ${path}`).to.not.equal(text);
  return { [path]: changed };
};

describe('verify() with a memory', () => {
  it('proves nothing again where no file has changed', () => {
    const known = memory();
    const first = proved({}, known);
    const second = proved({}, known);
    expect(first.parts).to.be.undefined();
    expect(second.parts).to.equal({ all: 3, before: 3 });
    expect(said(second)).to.equal(said(first));
  });

  it('says what is not in the repository as often as it is asked', () => {
    const known = memory();
    const tree = withoutArgocd({ staging: 'argocd: existing' });
    const open = (): readonly string[] => {
      const { proofs } = verify(tree, reader, known) as Report;
      return proofs.flatMap(({ name, elsewhere }) => elsewhere.map(({ file, line }) => `${name} ${file}:${line}`));
    };
    const first = open();
    expect(first).to.include(['argocd-settings policies/teams.yaml:26', 'workloads policies/teams.yaml:26']);
    expect(open()).to.equal(first);
  });

  it('proves a team and those it calls again when its folder changes, and nobody else', () => {
    const known = memory();
    proved({}, known);
    // Nobody calls antaeus, and it calls payment.
    expect(proved({ [overlay]: `${base.text(overlay)}# changed\n` }, known).parts?.before).to.equal(2);
    expect(proved({ [antaeus]: `${base.text(antaeus)}# changed\n` }, known).parts?.before).to.equal(1);
  });

  it('proves everything again when a file of the platform changes', () => {
    const known = memory();
    proved({}, known);
    expect(proved({ 'clusters/staging/bootstrap/sealing-certificate.pem': null }, known).parts).to.be.undefined();
    expect(proved({ 'policies/a-new-file.txt': 'x' }, known).parts?.before).to.be.undefined();
  });

  it('keeps no part with a breach, and says it each time', () => {
    const known = memory();
    const broken = edited(payment, 'replicas:', 'paused: true\n  replicas:');
    const hostile = edited(payment, /spec:\n {6}/, 'spec:\n      hostNetwork: true\n      ');
    for (const changes of [broken, hostile]) {
      const first = proved(changes, known);
      const second = proved(changes, known);
      expect(said(second)).to.equal(said(first));
      expect(second.parts?.before).to.equal(first.kept ? 3 : 2);
    }
    expect(proved(hostile, known).kept).to.be.false();
  });

  it('keeps nothing where something cannot be followed', () => {
    const known = memory();
    expect(proved({ [overlay]: 'resources: [nothing-there.yaml]\n' }, known).kept).to.be.false();
    expect(known.kept.size).to.equal(0);
    proved({}, known);
    const report = proved({ [overlay]: 'resources: [nothing-there.yaml]\n' }, known);
    expect(report.parts).to.be.undefined();
    expect(report.kept).to.be.false();
  });

  it('says what is no YAML beside the folders of services', () => {
    const known = memory();
    proved({}, known);
    expect(verify(changedTree(base, { 'apps/payments/no-service.yaml': '[\n' }), reader, known)).to.include('faults');
  });

  it('needs a kustomize, whatever it remembers', () => {
    const known = memory();
    proved({}, known);
    const without = new Reader('proofs', new Kustomize({ TINJIS_KUSTOMIZE: '/no/such/program' }));
    expect((verify(base, without, known) as Unreadable).faults.map(({ code }) => code)).to.equal(['kustomize/none']);
  });

  it('takes what was proved from the end, and adds what is missing', () => {
    const known = memory();
    proveFromTheEnd(base, reader, known);
    expect(known.kept.size).to.equal(2);
    const keys = [...known.kept.keys()];
    // Whoever comes later meets what is there.
    proveFromTheEnd(base, reader, known);
    known.kept.delete(String(keys[0]));
    proveFromTheEnd(base, reader, known);
    expect([...known.kept.keys()].toSorted()).to.equal(keys.toSorted());
    expect(said(proved({}, known))).to.equal(said(proved({})));
    expect(known.kept.size).to.equal(3);
  });

  it('keeps nothing from the end of what cannot be read, rendered or followed', () => {
    const known = memory();
    const without = new Reader('proofs', new Kustomize({ TINJIS_KUSTOMIZE: '/no/such/program' }));
    proveFromTheEnd(base, without, known);
    for (const changes of [
      { 'policies/teams.yaml': 'teams: 1\n' },
      { [overlay]: 'resources: [nothing-there.yaml]\n' },
      { 'apps/payments/no-service.yaml': '[\n' },
    ]) {
      proveFromTheEnd(changedTree(base, changes), reader, known);
    }
    expect(known.kept.size).to.equal(0);
  });

  it('takes no team file that cannot be read for a known one', () => {
    const known = memory();
    proved({}, known);
    expect(verify(changedTree(base, { 'policies/teams.yaml': 'teams: 1\n' }), reader, known)).to.include('faults');
  });

  it('finds the same as from nothing, after any changes in any order', () => {
    const changes = fc.subarray<Changes>(
      [
        { [overlay]: `${base.text(overlay)}# changed\n` },
        { [overlay]: null },
        { 'apps/payments/payment/overlays/staging/extra.yaml': 'kind: Nothing\n' },
        { 'apps/payments/other/base/kustomization.yaml': 'resources: []\n' },
        edited(payment, 'app.kubernetes.io/name: payment', 'app.kubernetes.io/name: antaeus'),
        edited(antaeus, /app.kubernetes.io\/name: antaeus/g, 'app.kubernetes.io/name: payment'),
        edited(antaeus, /spec:\n {6}/, 'spec:\n      hostNetwork: true\n      '),
        edited('policies/teams.yaml', 'outside: false', 'outside: true'),
        edited('policies/teams.yaml', 'callers: [billing/antaeus]', 'callers: []'),
        edited('policies/admission/workload-image.yaml', '[Deny]', '[Audit]'),
        { 'clusters/staging/kustomization.yaml': null },
        { '.github/CODEOWNERS': '* @shop/payments\n' },
        { 'apps/payments/payment/base/link': { kind: 'symlink' } },
        { 'apps/payments/no-service.yaml': '[\n' },
      ],
      { minLength: 1, maxLength: 3 },
    );
    const known = memory();
    let before = 0;
    fc.assert(
      fc.property(changes, (picked) => {
        const all = Object.assign({}, ...picked) as Changes;
        const tree = changedTree(base, all);
        const again = verify(tree, reader, known);
        const afresh = verify(tree, reader);
        if ('faults' in afresh || 'faults' in again) {
          expect(again).to.equal(afresh);
          return;
        }
        before += again.parts?.before ?? 0;
        expect(said(again)).to.equal(said(afresh));
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(before).to.be.above(5);
  });
});
