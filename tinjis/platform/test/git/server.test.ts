import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { lastRefusal } from '../../src/git/folders.ts';
import { gitIn } from '../../src/git/repository.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { serving } from './git-server.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const own = 'apps/payments/payment/base/service.yaml';
const others = 'apps/billing/antaeus/base/service.yaml';

describe('the git server', () => {
  it('lets anybody clone, over HTTP', () =>
    serving(async ({ url, clone }) => {
      await inFolder({}, async (folder) => {
        await promisify(execFile)('git', ['clone', '--quiet', url(), join(folder, 'copy')]);
        expect(gitIn(join(folder, 'copy'), ['rev-parse', 'HEAD'])).to.equal(gitIn(clone, ['rev-parse', 'HEAD']));
      });
    }));

  it('takes a push of a team to its own folder', () =>
    serving(async ({ url, served, commit, push }) => {
      const pushed = commit({ [own]: '# changed\n' });
      expect((await push(url('payments-dev'))).ok).to.be.true();
      expect(gitIn(served, ['rev-parse', 'main'])).to.equal(pushed);
    }));

  it("refuses a push to another team's folder, in the guard's words, and keeps that it did", () =>
    serving(async ({ url, served, folders, commit, push }) => {
      const before = gitIn(served, ['rev-parse', 'main']);
      commit({ [own]: '# changed\n', [others]: '# changed\n' });
      const { ok, said } = await push(url('payments-dev'));
      expect(ok).to.be.false();
      expect(said)
        .to.contain(`remote: NEEDS PLATFORM  ${others}`)
        .and.to.contain('payments-dev is of payments, and this belongs to billing');
      expect(gitIn(served, ['rev-parse', 'main'])).to.equal(before);
      expect(lastRefusal(folders.refusals)).to.include({ login: 'payments-dev', ref: 'refs/heads/main' });
    }));

  it('judges by the team file of the old main', () =>
    serving(async ({ url, clone, commit, push }) => {
      const teams = execFileSync('git', ['show', 'HEAD:policies/teams.yaml'], { cwd: clone, encoding: 'utf8' });
      commit({
        'policies/teams.yaml': teams.replace('members: [platform-admin]', 'members: [platform-admin, payments-dev]'),
        [others]: '# changed\n',
      });
      expect((await push(url('payments-dev'))).said).to.contain('the team file says who may what');
      expect((await push(url('platform-admin'))).ok).to.be.true();
    }));

  it('asks for a login, and refuses a wrong password and a login nobody has', () =>
    serving(async ({ url, commit, push }) => {
      commit({ [own]: '# changed\n' });
      expect((await push(url())).said).to.contain('could not read Username');
      expect((await push(url('payments-dev', 'of-billing'))).said).to.contain('Authentication failed');
      expect((await push(url('payments-dev').replace('payments-dev', 'nobody'))).said).to.contain(
        'Authentication failed',
      );
      expect((await push(url('payments-dev'))).ok).to.be.true();
    }));

  it('keeps what is in main, whoever pushes', () =>
    serving(async ({ url, clone, commit, push }) => {
      commit({ [own]: '# one\n' });
      expect((await push(url('payments-dev'))).ok).to.be.true();
      gitIn(clone, ['reset', '--quiet', '--hard', 'HEAD~1']);
      commit({ [own]: '# two\n' });
      expect((await push(url('platform-admin'), '+HEAD:main')).said).to.contain('main only goes forward');
      expect((await push(url('platform-admin'), ':main')).said).to.contain('main cannot be deleted');
    }));

  it('takes commits that change nothing', () =>
    serving(async ({ url, clone, push }) => {
      gitIn(clone, [
        '-c',
        'user.name=Test',
        '-c',
        'user.email=test@example.org',
        'commit',
        '--quiet',
        '--allow-empty',
        '--message',
        'Nothing',
      ]);
      expect((await push(url('payments-dev'))).ok).to.be.true();
    }));

  it('takes branches from members, and nothing that is no branch', () =>
    serving(async ({ url, commit, push }) => {
      commit({ [others]: '# proposed\n' });
      expect((await push(url('payments-dev'), 'HEAD:refs/heads/proposal')).ok).to.be.true();
      expect((await push(url('payments-dev'), ':refs/heads/proposal')).ok).to.be.true();
      expect((await push(url('payments-dev'), 'HEAD:refs/tags/v1')).said).to.contain('refs/tags/v1 is no branch');
    }));

  it('takes a push that git sends in chunks, since it is larger than its buffer', () =>
    serving(async ({ url, commit, push }) => {
      commit({ 'apps/payments/payment/base/large.bin': randomBytes(3 << 20).toString('base64') });
      expect((await push(url('payments-dev'))).ok).to.be.true();
    }));

  it('answers a path outside its repositories with not found', () =>
    serving(async ({ url }) => {
      const at = new URL(url());
      const status = async (path: string) => (await fetch(`${at.origin}${path}`)).status;
      expect(await status('/')).to.equal(200);
      expect(await status('/tinjis/other/info/refs?service=git-upload-pack')).to.equal(404);
      expect(await status('/%2e%2e/%2e%2e/etc/passwd')).to.equal(404);
      expect(await status('/tinjis/..%2f..%2fetc/passwd')).to.equal(400);
    }));
});
