import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { answer, route } from '../../src/answer/route.ts';
import { allow, deny, reason } from '@tinjis/rules/ruling';
import { answerOutcome } from '../../src/print/answer-outcome.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const same = (text: string): string => text;
const plain = { bold: same, dim: same, red: same, green: same, yellow: same };
const at = { file: 'policy.yaml', line: 7 };
const git = allow(reason('git/own-team-approves', 'granted', { path: 'p', owner: '@o/t', login: 'ann' }, at));
const network = deny(reason('network/no-such-code', 'forbidden', {}, at));

describe('answerOutcome()', () => {
  const open = { cluster: 'one', answer: answer([route('merge', { path: 'p' }, { git })]) };
  const shut = { cluster: 'two', answer: answer([route('merge', { path: 'p' }, { git, network })]) };
  const question = {
    verb: 'deploy',
    who: { kind: 'person', login: 'ann', groups: [] },
    service: { team: 't', service: 's' },
  } as const;

  it('is denied where one of the clusters denies, and says which allows', () => {
    const { exit, text } = answerOutcome(question, [open, shut]);
    expect(exit).to.equal(1);
    expect(text(plain)).to.contain('but: ann may deploy t/s on one');
    expect(text(plain)).to.contain('DENY ann may not deploy t/s on two');
  });

  it('is allowed where all allow, and says so once', () => {
    const { exit, text } = answerOutcome(question, [open, { ...open, cluster: 'three' }]);
    expect(exit).to.equal(0);
    expect(text(plain)).to.contain('likewise: ann may deploy t/s on three');
  });
});
