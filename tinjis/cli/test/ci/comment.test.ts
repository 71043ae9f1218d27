import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { commentStep, keepComment } from '../../src/ci/comment.ts';
import { GitHub } from '../../src/ci/github/client.ts';
import { runStep } from '../../src/ci/step.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { GitHubServer } from './github-server.ts';

export const lab = Lab.script();
const { beforeEach, afterEach, describe, it } = lab;

describe('keepComment', () => {
  let server: GitHubServer;
  let url: string;
  beforeEach(async () => {
    server = new GitHubServer();
    url = await server.listen();
  });
  afterEach(() => {
    server.close();
  });
  const keep = (markdown: string, quiet = false) =>
    keepComment(new GitHub(`${url}/repos/a/b`, 't', 1), 5, 'x', markdown, quiet);
  const bodies = () => server.comments(5).map(({ body }) => body);

  it('writes one comment and updates it, over every page of other comments', async () => {
    const others = Array.from({ length: 120 }, (_, id) => ({
      id: id + 10_000,
      body: id === 3 ? null : 'hello',
      user: id === 4 ? null : { login: 'x', type: 'User' },
    }));
    server.lists.set('/issues/5/comments', [...others]);
    expect(await keep('one')).to.equal('written');
    expect(await keep('two')).to.equal('updated');
    expect(await keep('two')).to.equal('unchanged');
    expect(bodies().slice(120)).to.equal(['<!-- tinjis:x -->\ntwo']);
  });

  it("does not take a person's comment, or one of another name, for its own", async () => {
    const others = [
      { id: 1, body: '<!-- tinjis:x -->\n', user: { login: 'x', type: 'User' } },
      { id: 2, body: '<!-- tinjis:xy -->', user: { login: 'github-actions[bot]', type: 'Bot' } },
    ];
    server.lists.set('/issues/5/comments', [...others]);
    expect(await keep('one')).to.equal('written');
    expect(bodies()).to.equal([...others.map(({ body }) => body), '<!-- tinjis:x -->\none']);
  });

  it('is quiet about good news, unless the news was bad before', async () => {
    expect(await keep('good', true)).to.equal('unchanged');
    await keep('bad');
    expect(await keep('good', true)).to.equal('updated');
    expect(bodies()).to.equal(['<!-- tinjis:x -->\ngood']);
  });

  it('cuts what GitHub would not take', async () => {
    await keep('y'.repeat(70_000));
    expect(String(bodies()[0]).length).to.be.at.most(65_536);
    expect(String(bodies()[0])).to.endWith('GitHub takes no more.');
  });

  it('posts the difference as a step, and refuses what is no number or not there', () =>
    inFolder({}, async (root) => {
      const said: string[] = [];
      const file = join(root, 'difference.md');
      const run = (number: string) => {
        const from = { GITHUB_API_URL: url, GITHUB_REPOSITORY: 'a/b', GH_TOKEN: 't' };
        const env = { ...from, PULL_REQUEST: number, DIFFERENCE: file };
        return runStep('comment', commentStep, { env, root, say: (line) => said.push(line) });
      };
      expect(await run('5')).to.equal(2);
      expect(said.join()).to.contain(`there is no file ${file}`);
      writeFileSync(join(root, 'secret'), 'token');
      symlinkSync(join(root, 'secret'), file);
      expect(await run('5')).to.equal(2);
      rmSync(file);
      writeFileSync(file, '**text**');
      for (const number of ['', '0', '5; id', '../5', '99999999999']) {
        expect(await run(number)).to.equal(2);
      }
      expect(bodies()).to.equal([]);
      expect(await run('5')).to.equal(0);
      expect(bodies()).to.equal(['<!-- tinjis:difference -->\n**text**']);
    }));
});
