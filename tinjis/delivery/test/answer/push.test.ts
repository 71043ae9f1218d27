import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { byPush } from '../../src/answer/git.ts';
import { readRepository, type Repository } from '../../src/load/repository.ts';
import { personOf } from '../../src/model/identity.ts';
import type { Model } from '../../src/model/model.ts';
import { type Checkout, parseQuestion, type Push, type PlaceKind } from '../../src/model/question.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { model } = readRepository(diskTree(join(process.cwd(), 'testing/fixtures/base'))) as Repository;
const owned = (text: string): Model => ({ ...model, codeowners: { file: '.github/CODEOWNERS', text } });
const checkout = (files: readonly string[], folder = ''): Checkout => ({
  folder,
  standing: (path): PlaceKind | undefined => {
    if (path === 'link') return 'other';
    if (files.includes(path)) return 'file';
    return files.some((each) => each.startsWith(`${path}/`)) ? 'folder' : undefined;
  },
});
const files = ['apps/payments/payment/base/service.yaml', 'policies/teams.yaml', 'README.md', 'apps/loose.md'];
const push = (text: string | undefined, who: string, what: string, from = checkout(files)) => {
  const asked = text === undefined ? { ...model, codeowners: undefined as never } : owned(text);
  const question = parseQuestion(model.teams, who, 'push', what, undefined, from) as Push;
  return byPush(asked, personOf(model.teams, who), question);
};
const verdict = (...words: Parameters<typeof push>): string => {
  const ruling = push(...words);
  return `${ruling.verdict} ${ruling.reasons[0].code}`;
};

const generated = '* @tinjis/platform\n/apps/payments/ @tinjis/payments\n/services/payment/ @tinjis/payments\n';

describe('byPush()', () => {
  for (const [who, what, answer] of [
    ['payments-dev', 'apps/payments', 'allow git/own-team-approves'],
    ['payments-dev', 'apps/payments/', 'allow git/own-team-approves'],
    ['payments-dev', './apps//payments/.', 'allow git/own-team-approves'],
    ['payments-dev', 'apps/payments/payment/base/service.yaml', 'allow git/own-team-approves'],
    ['payments-dev', 'apps/payments/new.yaml', 'allow git/own-team-approves'],
    ['payments-dev', 'services/payment/src/', 'allow git/own-team-approves'],
    ['payments-dev', 'apps', 'deny git/others-below'],
    ['payments-dev', '.', 'deny git/others-below'],
    ['payments-dev', './', 'deny git/others-below'],
    ['payments-dev', 'policies/', 'deny git/others-below'],
    ['payments-dev', 'link', 'deny git/others-approve'],
    ['nobody', 'policies/', 'deny git/others-below'],
    ['nobody', 'policies', 'deny git/others-below'],
    ['platform-admin', 'policies/', 'allow git/own-team-approves'],
    ['platform-admin', '.', 'deny git/others-below'],
  ] as const) {
    it(`answers ${answer} to ${who} about ${what}`, () => {
      expect(verdict(generated, who, what)).to.equal(answer);
    });
  }

  it('allows what nobody owns only as a plain file that is there', () => {
    for (const text of ['/apps/payments/ @tinjis/payments\n', '/apps/payments/ @tinjis/payments\n*.md\n', undefined]) {
      expect(push(text, 'nobody', 'README.md').verdict).to.equal('allow');
      for (const path of ['.', 'apps/', 'policies', 'policies/', 'link', 'NEW.md', 'new/']) {
        const { verdict: found, reasons } = push(text, 'payments-dev', path);
        expect({ path, found, code: reasons[0].code }).to.equal({ path, found: 'unknown', code: 'git/unowned-place' });
      }
    }
    expect(verdict('/apps/ @tinjis/payments\n/apps/loose.md\n', 'payments-dev', 'apps')).to.contain(
      'git/unowned-place',
    );
  });

  it('does not know whose a folder is where a line about it cannot be read', () => {
    const odd = `${generated}/apps/payments/x @tinjis/payments,\n`;
    expect(verdict(odd, 'payments-dev', 'apps/payments/')).to.equal('unknown git/owner-line-unread');
    expect(verdict(odd, 'billing-dev', 'apps/payments/')).to.equal('deny git/others-below');
    expect(verdict(odd, 'payments-dev', 'services/payment/src/')).to.equal('allow git/own-team-approves');
  });

  it('takes a path from the folder of whoever asks', () => {
    const inside = checkout(files, 'apps/payments');
    expect(verdict(generated, 'payments-dev', 'payment/base', inside)).to.equal('allow git/own-team-approves');
    expect(verdict(generated, 'payments-dev', '.', inside)).to.equal('allow git/own-team-approves');
    expect(verdict(generated, 'payments-dev', '..', inside)).to.equal('deny git/others-below');
    expect(verdict(generated, 'payments-dev', '../../policies', inside)).to.equal('deny git/others-below');
    for (const path of ['../../..', '../../../x', '/etc/passwd', '']) {
      expect(() => push(generated, 'payments-dev', path, inside)).to.throw(/is no path inside the repository/);
    }
  });

  it('is widened by no slash, no ./ and no folder around', () => {
    const segment = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*.md', '?');
    const pattern = fc
      .tuple(fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
      .map(([start, segments, end]) => `${start}${segments.join('/')}${end}`);
    const owner = fc.constantFrom('@tinjis/payments', '@tinjis/billing', '');
    const lines = fc.array(
      fc.tuple(pattern, owner).map((words) => words.join(' ')),
      { maxLength: 5 },
    );
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'c.md'), { minLength: 1, maxLength: 4 });
    const strength = ['deny', 'unknown', 'allow'];
    fc.assert(
      fc.property(lines, path, fc.array(path, { maxLength: 4 }), fc.integer(), (rules, segments, others, cut) => {
        const name = segments.join('/');
        // What is asked about lies below no file.
        const there = checkout(others.map((each) => each.join('/')).filter((each) => !name.startsWith(`${each}/`)));
        const ask = (what: string) => strength.indexOf(push(rules.join('\n'), 'payments-dev', what, there).verdict);
        const plain = ask(name);
        for (const other of [`./${name}`, `${segments.join('//')}`, `x/../${name}`]) {
          expect({ other, is: ask(other) }).to.equal({ other, is: plain });
        }
        expect(ask(`${name}/`)).to.be.at.most(plain);
        expect(ask(`${name}/.`)).to.be.at.most(plain);
        const around = segments.slice(0, Math.abs(cut) % segments.length).join('/') || '.';
        // A file that is there and has no owner is anybody's, and the folder around it is then not known to be.
        expect(ask(`${around}/`)).to.be.at.most(ask(name));
      }),
      { numRuns: 300 },
    );
  });
});
