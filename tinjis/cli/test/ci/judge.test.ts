import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { approvals, guardMarkdown, guardStep } from '../../src/ci/judge.ts';
import { runStep } from '../../src/ci/step.ts';
import { type GuardCase, honestCases, refusedCases, traps } from '@tinjis/delivery/testing/guard-cases';
import { base, TestRepository } from '@tinjis/delivery/testing/repository';
import { GitHubServer, type Pull } from './github-server.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

// guard.test.ts judges all of them, in a repository like this. These tests are about the code around the judgement, so
// every fifth is enough.
const cases: readonly GuardCase[] = [...honestCases, ...refusedCases].filter((_, index) => index % 5 === 0);
const states = { allow: 'success', 'needs-platform': 'pending', unknown: 'error', deny: 'failure' } as const;

describe('guardStep', () => {
  const origin = new TestRepository();
  const folder = mkdtempSync(join(tmpdir(), 'tinjis-judge-'));
  const server = new GitHubServer();
  let url: string;

  before(async () => {
    origin.branch('main', { ...base, ...traps });
    for (const [index, each] of cases.entries()) {
      origin.branch(`case-${index}`, each.edits, 'main');
    }
    origin.write();
    for (const [index, each] of cases.entries()) {
      const sha = origin.git('rev-parse', `case-${index}`).trim();
      origin.git('update-ref', `refs/pull/${index + 1}/head`, sha);
      server.open(index + 1, sha, each.author).state = 'closed';
      const names = origin
        .git('diff', '--name-only', '--no-renames', '-z', 'main', `case-${index}`)
        .split('\0')
        .slice(0, -1);
      server.lists.set(`/pulls/${index + 1}/files`, [
        ...(each.listed ?? names.map((filename) => ({ filename, status: 'modified' }))),
      ]);
      server.lists.set(
        `/pulls/${index + 1}/reviews`,
        (each.approvedBy ?? []).map((login) => ({ user: { login }, state: 'APPROVED', commit_id: sha })),
      );
    }
    execFileSync('git', ['clone', '--quiet', '--no-checkout', '--single-branch', origin.root, folder]);
    url = await server.listen();
  });
  after(() => {
    server.close();
    origin.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function judge(number: number, open = true) {
    const [pull, sha] = [server.pulls[number - 1] as Pull, headOf(number)];
    const said: string[] = [];
    const around = {
      PATH: String(process.env['PATH']),
      HOME: folder,
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'tinjis/tinjis-delivery',
      GH_TOKEN: 'reader',
      STATUS_TOKEN: 'guard-app',
      API_PAUSE_MS: '1',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '7',
    };
    const attested = JSON.stringify(cases[number - 1]?.attested ?? []);
    if (open) pull.state = 'open';
    const exit = await runStep('guard', guardStep, {
      env: { ...around, HEAD_SHA: sha, ATTESTED: attested },
      root: folder,
      say: (line) => said.push(line),
    });
    pull.state = 'closed';
    const status = server.statuses.pop();
    return { exit, said: said.join('\n'), status };
  }
  const headOf = (number: number) => server.pulls[number - 1]?.head.sha as string;
  const waiting =
    cases.findIndex(({ title, verdict }) => title.startsWith('an edit of ') && verdict === 'needs-platform') + 1;

  for (const [index, each] of cases.entries()) {
    it(`answers ${each.verdict} to: ${each.title}`, async () => {
      const number = index + 1;
      const { exit, status } = await judge(number);
      expect({ exit, state: status?.['state'], sha: status?.['sha'] }).to.equal({
        exit: 0,
        state: states[each.verdict],
        sha: headOf(number),
      });
      const comments = server.comments(number).map(({ body }) => String(body));
      expect(comments).to.have.length(each.verdict === 'allow' ? 0 : 1);
      if (each.verdict !== 'allow') expect(comments[0]).to.contain('fix:');
    });
  }

  it('updates its comment, says in it when the change became fine, and sets the status by the App alone', async () => {
    const number = waiting;
    await judge(number);
    const platform = { user: { login: 'platform-admin' }, state: 'APPROVED', commit_id: headOf(number) };
    server.lists.set(`/pulls/${number}/reviews`, [platform]);
    const { status } = await judge(number);
    expect(status).to.include({ state: 'success', context: 'guard' });
    expect(server.comments(number).map(({ body }) => String(body).includes('lets this pass'))).to.equal([true]);
    const tokens = server.requests.filter(({ path }) => path.startsWith('/statuses/')).map(({ token }) => token);
    expect(new Set(tokens)).to.equal(new Set(['Bearer guard-app']));
    expect(
      server.requests
        .filter(({ token }) => token === 'Bearer guard-app')
        .every(({ method, path }) => `${method} ${path}`.startsWith('POST /statuses/')),
    ).to.be.true();
  });

  it('takes an approval of an older head for none', async () => {
    const number = waiting;
    server.lists.set(`/pulls/${number}/reviews`, [
      { user: { login: 'platform-admin' }, state: 'APPROVED', commit_id: '0'.repeat(40) },
    ]);
    const { status } = await judge(number);
    expect(status).to.include({ state: 'pending' });
  });

  it('gives no verdict to two pull requests with one head: a status would count for both', async () => {
    const sha = headOf(1);
    const second = server.open(900, sha, 'platform-admin');
    const { status } = await judge(1);
    expect(status).to.include({
      state: 'error',
      sha,
      description: 'pull requests 1 and 900 have the same head: close one',
    });
    second.state = 'closed';
    expect((await judge(1)).status).to.include({ state: 'success' });
  });

  it('reads every page of files', async () => {
    const number = 1;
    const files = server.lists.get(`/pulls/${number}/files`) as object[];
    const own = Array.from({ length: 150 }, () => files[0] as object);
    server.lists.set(`/pulls/${number}/files`, [...own, { filename: 'policies/teams.yaml', status: 'modified' }]);
    const beyond = await judge(1);
    expect(beyond.status?.['state']).not.to.equal('success');
    server.lists.set(`/pulls/${number}/files`, own);
    expect((await judge(1)).status).to.include({ state: 'success' });
  });

  it('sets nothing where the pull request is closed, goes into another branch, or is gone on', async () => {
    const pull = server.pulls[1] as Pull;
    expect(await judge(2, false)).to.include({ exit: 0, status: undefined });
    pull.base.ref = 'release';
    expect(await judge(2)).to.include({ exit: 0, status: undefined });
    pull.base.ref = 'main';
    expect((await judge(2)).status).to.include({ state: 'success' });
  });

  it('sets nothing where a push comes, or somebody closes it, while it reads', async () => {
    const pull = server.pulls[1] as Pull;
    const { sha } = pull.head;
    for (const first of [
      () => {
        pull.head.sha = 'e'.repeat(40);
      },
      () => {
        pull.state = 'closed';
      },
    ]) {
      server.instead.push({ request: 'GET /pulls/2/reviews', status: 0, body: '', first });
      expect(await judge(2)).to.include({
        exit: 0,
        status: undefined,
        said: 'it was closed or pushed to while it was read',
      });
      pull.head.sha = sha;
    }
    expect((await judge(2)).status).to.include({ state: 'success' });
  });

  it('sets nothing and ends badly where it cannot read', async () => {
    server.instead.push({ request: 'GET /pulls/1/files', status: 403, body: '{"message":"Resource not accessible"}' });
    const { exit, status, said } = await judge(1);
    expect({ exit, status }).to.equal({ exit: 3, status: undefined });
    expect(said).to.contain('403: Resource not accessible').and.to.contain('fix:').and.not.to.contain('reader');
    expect((await judge(1)).status).to.include({ state: 'success' });
  });
});

describe('approvals', () => {
  it('are the last word of each person about this commit', () => {
    const review = (login: string | null, state: string, commit_id: string | null = 'a') => ({
      user: login === null ? null : { login },
      state,
      commit_id,
    });
    expect(approvals([review('x', 'APPROVED'), review('x', 'COMMENTED'), review('x', 'PENDING')], 'a')).to.equal(['x']);
    for (const after of ['CHANGES_REQUESTED', 'DISMISSED']) {
      expect(approvals([review('x', 'APPROVED'), review('x', after)], 'a')).to.equal([]);
      expect(approvals([review('x', after), review('x', 'APPROVED')], 'a')).to.equal(['x']);
    }
    expect(
      approvals([review('x', 'APPROVED', 'b'), review('y', 'APPROVED', null), review(null, 'APPROVED')], 'a'),
    ).to.equal([]);
  });
});

describe('guardMarkdown', () => {
  it('lets no path end the fence', () => {
    const at = { file: 'x', line: 1 };
    const reasons = [{ code: 'git/symlink', basis: 'forbidden', args: { path: '````' }, at }] as const;
    const text = guardMarkdown(
      { verdict: 'deny', reasons: [], paths: [{ path: 'a````b', verdict: 'deny', reasons }] },
      '`'.repeat(9),
    );
    expect(text.match(/^`{10}/gm)).to.have.length(2);
  });
});
