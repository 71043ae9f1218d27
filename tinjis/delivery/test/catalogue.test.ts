import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { catalogue } from '../src/catalogue.ts';
import { sentencesOf, fill } from '../src/entry.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const areas =
  'git|argocd|rbac|admission|network|kustomize|yaml|teams|workload|promise|namespace|secrets|generate|ports|targets|room|kinds';
const top = join(process.cwd(), '..');
const texts = ['rules/src/**/*.ts', 'manifests/src/**/*.ts', 'delivery/src/**/*.ts']
  .flatMap((pattern) => globSync(pattern, { cwd: top }))
  .map((file) => readFileSync(join(top, file), 'utf8'));
// A code as a key is an entry, not a use.
const code = new RegExp(`(?<=')(?:${areas})/[a-z]+(?:-[a-z]+)*(?='(?!:))`, 'g');
const used = new Set(texts.flatMap((text) => text.match(code) ?? []));
// Names of the same form that are no codes.
const others = ['argocd/argocd-secret', 'network/label-classes', 'network/classes'];
/** Codes that are put together where they are given: by the layer, the direction, or how an admission rule matches. */
const composed = [
  ...['git', 'argocd', 'rbac', 'admission', 'network'].map((layer) => `${layer}/not-asked`),
  ...['ingress', 'egress'].flatMap((way) =>
    ['not-isolated', 'admitted', 'refused'].map((end) => `network/${way}-${end}`),
  ),
  'admission/other-version',
];

describe('the catalogue', () => {
  it('has an entry for every code that the sources give', () => {
    expect(used.size).to.be.above(150);
    expect([...used].filter((each) => !(each in catalogue) && !others.includes(each)).sort()).to.equal([]);
  });

  it('has no entry that nothing gives', () => {
    expect(Object.keys(catalogue).filter((each) => !used.has(each) && !composed.includes(each))).to.equal([]);
  });

  it('has a sentence and a reason for every code', () => {
    for (const [each, { says, why }] of Object.entries(catalogue)) {
      expect(each).to.match(/^[a-z]+\/[a-z]+(?:-[a-z]+)*$/);
      expect(says).to.not.be.empty();
      expect(why).to.not.be.empty();
    }
  });

  it('fills a sentence, shows a gap as such, and names an unknown code by itself', () => {
    expect(fill('{who} of {team} in {x}', { who: 'a', team: '' })).to.equal('a of (none) in {x}');
    expect(sentencesOf(catalogue, { code: 'network/outside', args: { peer: '10.0.0.1' } }).says).to.contain('10.0.0.1');
    expect(sentencesOf(catalogue, { code: 'no/code', args: {} })).to.equal({ says: 'no/code', fix: '' });
  });
});
