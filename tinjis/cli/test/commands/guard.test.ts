import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { teamFile } from '@tinjis/delivery/testing/organisation';
import { base, TestRepository } from '@tinjis/delivery/testing/repository';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

const own = 'apps/billing/antaeus/base/deployment.yaml';
const list = JSON.stringify([{ filename: own, status: 'modified' }]);

describe('tinjis guard', () => {
  let repository: TestRepository;
  before(() => {
    repository = new TestRepository();
    repository.branch('main', base);
    repository.branch('own', { [own]: 'kind: New\n' }, 'main');
    repository.branch('other', { [own]: 'kind: New\n', 'README.md': 'x\n', 'x\u202e\n.md': 'x\n' }, 'main');
    repository.write();
    repository.git('checkout', '--quiet', 'own');
    writeFileSync(join(repository.root, 'list.json'), list);
  });
  after(() => {
    repository.remove();
  });

  const tinjis = async (...args: string[]) => {
    const stdin = (async function* () {
      yield list.slice(0, 5);
      yield Buffer.from(list.slice(5));
    })();
    const around = { ...surroundings(repository.root), stdin };
    const exit = await run(['guard', ...args], around);
    return { exit, out: around.out.join(''), err: around.err.join('') };
  };

  it("allows what is one's own, from Git alone", async () => {
    const { exit, out } = await tinjis('--author', 'billing-dev', '--base', 'main');
    expect({ exit, out }).to.equal({ exit: 0, out: 'ALLOW  billing-dev changes 1 path, 1 allowed\n' });
  });

  it('says of each other path what, where, and how to fix it, and shows no character that could mislead', async () => {
    const { exit, out } = await tinjis('--author', 'billing-dev', '--base', 'main', '--head', 'other');
    // The line of billing's services, where the right would have to stand.
    const services = `${teamFile.slice(0, teamFile.lastIndexOf('services:')).split('\n').length}`;
    expect(exit).to.equal(1);
    expect(out.split('\n')).to.equal([
      'DENY  billing-dev changes 3 paths, 1 allowed',
      'NEEDS PLATFORM  README.md',
      '  billing-dev is of billing, and this belongs to platform',
      `    policies/teams.yaml:${services}`,
      '    fix: keep the change to the folders of your own services, or ask the platform team to approve it  [git/outside-own-folder]',
      'DENY  x\\u{202e}\\u{a}.md',
      '  the path is not sound: it holds a control character',
      '    x\\u{202e}\\u{a}.md:1',
      '    fix: rename it: letters, digits, dots, dashes, underscores  [git/path-characters]',
      '',
    ]);
  });

  it('takes the list from standard input or a file, and the base from HEAD', async () => {
    expect((await tinjis('--author', 'billing-dev', '--files', '-', '--head', 'own', '--base', 'main')).exit).to.equal(
      0,
    );
    expect(
      (await tinjis('--author', 'billing-dev', '--files', 'list.json', '--head', 'own', '--base', 'main')).exit,
    ).to.equal(0);
    expect(
      (await tinjis('--author', 'payments-dev', '--files', 'list.json', '--head', 'other', '--base', 'main')).exit,
    ).to.equal(1);
    expect((await tinjis('--author', 'billing-dev', '--files', 'list.json', '--head', 'own')).exit).to.equal(0);
  });

  it('has an exit code of its own where there is nothing to judge', async () => {
    const { exit, out } = await tinjis('--author', 'billing-dev', '--base', 'own');
    expect(exit).to.equal(4);
    expect(out).to.contain('there is no changed path to judge');
  });

  it('lets the platform approve', async () => {
    repository.git('branch', '--force', 'readme', 'main');
    repository.branch('readme', { 'README.md': 'x\n' }, 'readme');
    repository.write();
    expect((await tinjis('--author', 'billing-dev', '--base', 'main', '--head', 'readme')).exit).to.equal(1);
    expect(
      (
        await tinjis(
          '--author',
          'billing-dev',
          '--base',
          'main',
          '--head',
          'readme',
          '--approved-by',
          'payments-dev',
          'platform-admin',
        )
      ).exit,
    ).to.equal(0);
  });

  it('prints the decision as JSON with a sentence for each reason', async () => {
    const { out } = await tinjis('--author', 'mallory', '--base', 'main', '--json');
    const { verdict, paths } = JSON.parse(out) as {
      verdict: string;
      paths: { reasons: { code: string; says: string }[] }[];
    };
    expect(verdict).to.equal('needs-platform');
    expect(paths[0]?.reasons[0]).to.include({
      code: 'git/author-unknown',
      says: 'mallory is in no team of the team file',
    });
  });

  for (const [what, exit, args, says] of [
    ['no author', 2, ['--base', 'main'], '--author'],
    ['neither base nor list', 2, ['--author', 'a'], '--base'],
    ['a list without head', 2, ['--author', 'a', '--files', '-'], '--files needs --head'],
    ['a list that is not there', 2, ['--author', 'a', '--files', 'no.json', '--head', 'own'], 'ENOENT'],
    ['a revision that is not there', 3, ['--author', 'a', '--base', 'no'], 'no commit no'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const result = await tinjis(...args);
      expect(result.exit).to.equal(exit);
      expect(result.err).to.contain(says);
    });
  }

  it('judges 3,000 changed paths', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`services/antaeus/src/f${i}.ts`, 'x\n']));
    repository.branch('many', many, 'main');
    repository.write();
    const { exit, out } = await tinjis('--author', 'billing-dev', '--base', 'main', '--head', 'many');
    expect({ exit, out }).to.equal({ exit: 0, out: 'ALLOW  billing-dev changes 3000 paths, 3000 allowed\n' });
  });
});
