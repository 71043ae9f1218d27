import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readComment, readPullRequest, readReview } from '../../../src/ci/github/answers.ts';
import { GitHub } from '../../../src/ci/github/client.ts';
import { Failure } from '@tinjis/manifests/failure';
import { GitHubServer } from '../github-server.ts';

export const lab = Lab.script();
const { beforeEach, afterEach, describe, it } = lab;

describe('GitHub', () => {
  let server: GitHubServer;
  let github: GitHub;
  beforeEach(async () => {
    server = new GitHubServer();
    github = new GitHub(`${await server.listen()}/repos/a/b`, 'secret', 1);
    server.lists.set(
      '/things',
      Array.from({ length: 250 }, (_, id) => id),
    );
  });
  afterEach(() => {
    server.close();
  });
  const fail = (request: string, status: number, body: string, times: number) => {
    server.instead.push(...Array.from({ length: times }, () => ({ request, status, body })));
  };

  it('reads a list to its last page, also where that is full', async () => {
    expect(await github.all('/things')).to.have.length(250);
    server.lists.set(
      '/things',
      Array.from({ length: 200 }, (_, id) => id),
    );
    expect(await github.all('/things?x=1')).to.have.length(200);
    expect(server.requests.at(-1)?.path).to.equal('/things?x=1&per_page=100&page=3');
  });

  it('reads again what may pass by itself, a bounded number of times', async () => {
    for (const status of [500, 502, 429]) {
      fail('GET /things', status, '{"message":"later"}', 3);
      expect(await github.all('/things')).to.have.length(250);
    }
    fail('GET /things', 500, '{"message":"later"}', 4);
    await expect(github.all('/things')).to.reject(
      Failure,
      'GitHub answered GET /things?per_page=100&page=1 with 500: later',
    );
    fail('GET /things', 200, 'no JSON', 4);
    await expect(github.all('/things')).to.reject(Failure, /with nothing: /);
  });

  it('does not repeat what is refused for good, nor what changes something', async () => {
    fail('GET /things', 403, 'null', 1);
    await expect(github.all('/things')).to.reject(Failure, 'GitHub answered GET /things?per_page=100&page=1 with 403');
    expect(server.requests).to.have.length(1);
    fail('POST /things', 500, '{}', 1);
    await expect(github.send('POST', '/things', {})).to.reject(Failure, 'GitHub answered POST /things with 500');
    expect(server.requests).to.have.length(2);
    fail('POST /things', 302, '{}', 1);
    await expect(github.send('POST', '/things', {})).to.reject(Failure, /with nothing/);
    fail('POST /things', 422, '{}', 1);
    expect(await github.send('POST', '/things', {})).to.be.undefined();
    expect(await github.send('POST', '/things', {})).to.equal({});
  });

  it('takes no thing for a list, and no endless list', async () => {
    server.open(1, 'a', 'x');
    await expect(github.all('/pulls/1')).to.reject(Failure, /no list/);
    server.lists.set(
      '/things',
      Array.from({ length: 10_000 }, (_, id) => id),
    );
    await expect(github.all('/things')).to.reject(Failure, /more than 100 pages/);
  });
});

describe('readPullRequest, readReview and readComment', () => {
  it('take what GitHub documents, and refuse another form with its place', () => {
    const pull = {
      number: 1,
      state: 'open',
      user: { login: 'x' },
      head: { sha: 'a', ref: 'b' },
      base: { ref: 'main', repo: { default_branch: 'main' } },
    };
    const review = { user: null, state: 'APPROVED', commit_id: null };
    const comment = { id: 1, body: null, user: null };
    expect([readPullRequest(pull), readReview(review), readComment(comment)]).to.equal([pull, review, comment]);
    expect(() => readPullRequest({ ...pull, head: {} })).to.throw(Failure, /pull request of another form: data\/head/);
    expect(() => readReview({})).to.throw(Failure, /review of another form/);
    expect(() => readComment({ ...comment, user: {} })).to.throw(Failure, /comment of another form: data\/user/);
  });
});
