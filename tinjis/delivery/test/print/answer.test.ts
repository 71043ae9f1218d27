import Lab from '@hapi/lab';
import { stranger } from '../../src/model/identity.ts';
import { expect } from '@hapi/code';
import { answer, route } from '../../src/answer/route.ts';
import { allow, reason, deny, unknown } from '@tinjis/rules/ruling';
import { answerText, answerOutcome } from '../../src/print/answer.ts';

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

  it('says first what is missing where the answer is not known', () => {
    const missing = reason('network/no-such-code', 'input-missing', {}, { file: 'missing.yaml', line: 1 });
    const refusing = reason('network/another-code', 'forbidden', {}, at);
    const ruling = { ...unknown(missing), reasons: [refusing, missing] } as ReturnType<typeof unknown>;
    const text = answerText('may ann x', answer([route('merge', { path: 'p' }, { network: ruling })]), plain);
    expect(text.indexOf('missing.yaml:1')).to.be.between(0, text.indexOf('policy.yaml:7'));
  });
});

const network = deny(reason('network/no-such-code', 'forbidden', {}, at));

describe('answerOutcome()', () => {
  const open = { cluster: 'one', answer: answer([route('merge', { path: 'p' }, { git })]) };
  const shut = { cluster: 'two', answer: answer([route('merge', { path: 'p' }, { git, network })]) };
  const question = {
    verb: 'deploy',
    who: stranger('ann'),
    service: { team: 't', service: 's' },
  } as const;

  it('is denied where one of the clusters denies, and says which allows', () => {
    const { exit, text } = answerOutcome(question, [open, shut]);
    expect(exit).to.equal(1);
    expect(text(plain)).to.contain('but: ann may deploy t/s on one');
    expect(text(plain)).to.contain('DENY ann may not deploy t/s on two');
  });

  it('ends with what whoever asked should know', () => {
    const { text, json } = answerOutcome(question, [open], 'ann is in no team');
    expect(text(plain)).to.endWith('\n\nann is in no team');
    expect(json).to.include({ note: 'ann is in no team' });
    expect(answerOutcome(question, [open]).json).not.to.include('note');
  });

  it('is allowed where all allow, and says so once', () => {
    const { exit, text } = answerOutcome(question, [open, { ...open, cluster: 'three' }]);
    expect(exit).to.equal(0);
    expect(text(plain)).to.contain('likewise: ann may deploy t/s on three');
  });
});
