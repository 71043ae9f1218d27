import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { answer, route } from '../../src/answer/route.ts';
import { allow, reason } from '@tinjis/rules/ruling';
import { answerText } from '../../src/print/answer.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const same = (text: string): string => text;
const plain = { bold: same, dim: same, red: same, green: same, yellow: same };
const at = { file: 'policy.yaml', line: 7 };

const git = allow(reason('git/own-team-approves', 'granted', { path: 'p', owner: '@o/t', login: 'ann' }, at));

describe('answerText()', () => {
  it('says that no layer decided where none has a say', () => {
    expect(answerText('may ann x', answer([route('merge', { path: 'p' }, {})]), plain)).to.equal(
      'UNKNOWN may ann x\ndecided by no layer\n\nby a change of p',
    );
  });

  it('names the layer that decided and its line', () => {
    const text = answerText('ann may x', answer([route('merge', { path: 'p' }, { git })]), plain);
    expect(text).to.contain('decided by Git');
    expect(text).to.contain('policy.yaml:7');
  });
});
