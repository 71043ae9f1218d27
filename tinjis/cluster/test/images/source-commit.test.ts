import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { sourceCommit } from '../../src/images/source-commit.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the commit an image is built from', () => {
  it('is the last one that changed what the Dockerfile copies', () =>
    inFolder({}, async (repository) => {
      const commit = historyIn(repository);
      const of = (revision: string) => sourceCommit({ service: 'payments/payment', repository, revision });
      const first = commit({
        'services/payment/Dockerfile': 'FROM scratch\nCOPY services/payment/src src\n',
        'services/payment/src/a.ts': '1',
      });
      const elsewhere = commit({ 'README.md': 'more', 'services/antaeus/src/a.ts': '1' });
      expect(await of(elsewhere)).to.equal(first);
      const source = commit({ 'services/payment/src/a.ts': '2' });
      expect(await of('HEAD')).to.equal(source);
      expect(await of(elsewhere)).to.equal(first);
    }));

  it('is the newest one where a Dockerfile copies everything', () =>
    inFolder({}, async (repository) => {
      const commit = historyIn(repository);
      commit({ 'services/payment/Dockerfile': 'FROM scratch\nCOPY . .\n' });
      const newest = commit({ 'README.md': 'more' });
      expect(await sourceCommit({ service: 'payments/payment', repository, revision: 'HEAD' })).to.equal(newest);
    }));

  it('cannot be told without a Dockerfile', () =>
    inFolder({}, async (repository) => {
      historyIn(repository)({ 'README.md': 'only' });
      await expect(sourceCommit({ service: 'payments/payment', repository, revision: 'HEAD' })).to.reject(
        /services\/payment\/Dockerfile/,
      );
    }));
});

/** Makes a new repository; returns a function that commits files and returns the commit's SHA. */
function historyIn(repository: string): (files: Readonly<Record<string, string>>) => string {
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...words], {
      cwd: repository,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  return (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    git('add', '.');
    git('commit', '--quiet', '--message', 'one');
    return git('rev-parse', 'HEAD');
  };
}
