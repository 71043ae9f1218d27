import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Repository } from '@tinjis/delivery/load/repository';
import { TestRepository } from '@tinjis/delivery/testing/repository';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { digestOfFolder, evidenceOf } from '../../src/report/evidence.ts';
import { baseModel } from './base-model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const now = new Date('2026-11-30T12:00:00Z');
const { repository } = baseModel();
const at = (repositoryAddress: string): Repository => {
  const { model } = repository;
  return { ...repository, model: { ...model, teams: { ...model.teams, repository: repositoryAddress } } };
};

describe('what a report is made from', () => {
  it('is the commit, and whether the files are its own', () => {
    const git = new TestRepository();
    try {
      git.branch('main', { 'policies/teams.yaml': 'a\n', 'apps/x/y.yaml': 'b\n', 'README.md': 'c\n' });
      git.write();
      git.git('reset', '--quiet', '--hard');
      const id = git.git('rev-parse', 'HEAD').trim();
      const files = `https://example.org/x/blob/${id}/`;
      const made = evidenceOf(git.root, at('https://example.org/x.git'), now);
      expect(made).to.include({ made: '2026-11-30T12:00:00.000Z', renderer: repository.renderer });
      expect(made.version).to.match(/^\d+\.\d+\.\d+$/);
      expect(made.commit).to.equal({ id, clean: true, files });
      // Nothing else decides who may do what.
      cpSync(join(git.root, 'README.md'), join(git.root, 'notes.md'));
      expect(evidenceOf(git.root, at('http://git.local/x'), now).commit).to.equal({ id, clean: true });
      cpSync(join(git.root, 'README.md'), join(git.root, 'apps/x/new.yaml'));
      expect(evidenceOf(git.root, repository, now).commit?.clean).to.be.false();
      expect(evidenceOf(join(git.root, 'apps'), at('https://example.org/x'), now).commit?.files).to.equal(
        `${files}apps/`,
      );
    } finally {
      git.remove();
    }
  });

  it('is no commit where there is none', async () => {
    await inFolder({ 'policies/teams.yaml': 'a\n' }, (folder) => {
      expect(evidenceOf(folder, repository, now).commit).to.be.undefined();
      mkdirSync(join(folder, 'empty'));
      execFileSync('git', ['init', '--quiet', join(folder, 'empty')]);
      expect(evidenceOf(join(folder, 'empty'), repository, now).commit).to.be.undefined();
    });
  });

  it('is known by a digest that sha256sum makes too', () => {
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const tree = memoryTree({ 'policies/b.yaml': 'b', 'policies/a/a.yaml': 'a', 'apps/c.yaml': 'c' });
    const list = `${sha256('a')}  policies/a/a.yaml\n${sha256('b')}  policies/b.yaml\n`;
    expect(digestOfFolder(tree, 'policies')).to.equal(`sha256:${sha256(list)}`);
  });
});
