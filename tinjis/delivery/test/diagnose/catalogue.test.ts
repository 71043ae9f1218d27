import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { catalogue, describe as sentences } from '../../src/diagnose/catalogue.ts';
import { fill } from '../../src/diagnose/entry.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const areas = 'git|argocd|rbac|admission|network|kustomize|yaml|teams|workload|promise|namespace|secrets|generate';
const source = join(process.cwd(), 'src');
const texts = globSync('**/*.ts', { cwd: source })
  .filter((file) => !file.includes('catalogue') && !file.includes('sentences'))
  .map((file) => readFileSync(join(source, file), 'utf8'));
// Names of the same form that are no codes.
const others = new Set(['argocd/argocd-secret']);
const used = new Set(
  texts.flatMap((text) => text.match(new RegExp(`(?<=')(?:${areas})/[a-z]+(?:-[a-z]+)*(?=')`, 'g')) ?? []),
);

describe('the catalogue', () => {
  it('has an entry for every code that the sources give', () => {
    expect(used.size).to.be.above(90);
    expect([...used].filter((code) => !(code in catalogue) && !others.has(code)).sort()).to.equal([]);
  });

  it('has a sentence and a reason for every code', () => {
    for (const [code, { says, why }] of Object.entries(catalogue)) {
      expect(code).to.match(/^[a-z]+\/[a-z]+(?:-[a-z]+)*$/);
      expect(says).to.not.be.empty();
      expect(why).to.not.be.empty();
    }
  });

  it('fills a sentence, shows a gap as such, and names an unknown code by itself', () => {
    expect(fill('{who} of {team} in {x}', { who: 'a', team: '' })).to.equal('a of (none) in {x}');
    expect(sentences({ code: 'network/outside', args: { peer: '10.0.0.1' } }).says).to.contain('10.0.0.1');
    expect(sentences({ code: 'no/code', args: {} })).to.equal({ says: 'no/code', fix: '' });
  });
});
