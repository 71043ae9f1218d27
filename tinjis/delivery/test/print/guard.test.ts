import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { guardText } from '../../src/print/guard.ts';
import type { GuardDecision } from '../../src/guard/guard.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const same = (text: string): string => text;
const plain = { bold: same, dim: same, red: same, green: same, yellow: same };
const at = { file: 'apps/a', line: 1 };

describe('guardText()', () => {
  it('prints what is open, why, where and how to fix it, and shows characters that would deceive', () => {
    const args = { author: 'ann', team: 'shop', owner: 'stock' };
    const decision: GuardDecision = {
      verdict: 'deny',
      reasons: [],
      paths: [
        { path: 'apps/own', verdict: 'allow', reasons: [{ code: 'git/own-folder', args, at }] },
        { path: 'apps/\u202Ea', verdict: 'deny', reasons: [{ code: 'git/outside-own-folder', args, at }] },
      ],
    } as unknown as GuardDecision;
    const text = guardText(decision, 'ann', plain);
    expect(text.split('\n')[0]).to.equal('DENY  ann changes 2 paths, 1 allowed');
    expect(text).to.contain(
      'DENY  apps/\\u{202e}a\n  ann is of shop, and this belongs to stock\n    apps/a:1\n    fix: ',
    );
  });

  it('prints the places that were searched, and counts one path as such', () => {
    const reason = { code: 'git/author-unknown', args: { author: 'bob' }, at: { searched: [at] } };
    const decision = {
      verdict: 'needs-platform',
      reasons: [reason],
      paths: [{ path: 'a', verdict: 'allow', reasons: [] }],
    } as unknown as GuardDecision;
    expect(guardText(decision, 'bob', plain))
      .to.contain('changes 1 path, 1 allowed\n  bob is in no team')
      .and.to.contain('apps/a:1');
  });
});
