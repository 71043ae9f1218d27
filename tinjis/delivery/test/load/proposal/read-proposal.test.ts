import { execFileSync } from 'node:child_process';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readProposal } from '../../../src/load/proposal/read-proposal.ts';
import { teamFile } from '../../../testing/organisation.ts';
import { base, TestRepository } from '../../../testing/repository.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

const deployment = 'apps/billing/antaeus/base/deployment.yaml';

describe('readProposal', () => {
  let repository: TestRepository;
  const read = (head: string, baseRevision = 'main') =>
    readProposal({ root: repository.root, author: 'a', approvedBy: [], base: baseRevision, head });

  before(() => {
    repository = new TestRepository();
    repository.branch('main', base);
    repository.branch('edit', { [deployment]: 'kind: New\n', 'README.md': null, 'new.txt': 'n\n' }, 'main');
    repository.branch(
      'team',
      { 'policies/teams.yaml': teamFile.replace('members: [billing-dev]', 'members: [mallory]') },
      'main',
    );
    repository.branch('no-team', { 'policies/teams.yaml': null }, 'main');
    repository.branch(
      'broken-team',
      { 'policies/teams.yaml': teamFile.replace('group: tinjis:billing', 'group: tinjis:payments') },
      'main',
    );
    repository.branch('link-team', { 'policies/teams.yaml': { mode: '120000', text: '../README.md' } }, 'main');
    repository.branch('apart', { ...base, 'README.md': 'elsewhere\n' });
    repository.branch('bytes', {}, 'main');
    repository.write();
    repository.branch('main', { 'README.md': 'moved on\n' }, 'main');
    repository.write();
  });
  after(() => {
    repository.remove();
  });

  it('judges from where the head went its own way, not from where the base is now', () => {
    const { proposal } = read('edit');
    expect(proposal.paths).to.only.include([deployment, 'README.md', 'new.txt']);
    expect([proposal.before.mode('README.md'), proposal.after.mode('README.md')]).to.equal(['100644', undefined]);
    expect([proposal.before.mode('new.txt'), proposal.after.mode('new.txt')]).to.equal([undefined, '100644']);
    expect([proposal.before.text(deployment), proposal.after.text(deployment)]).to.equal([
      'kind: Deployment\n',
      'kind: New\n',
    ]);
    expect(proposal.before.text('README.md')).to.equal('read me\n');
  });

  it('knows folders and reads YAML with its lines', () => {
    const { after: head } = read('edit').proposal;
    expect([head.isFolder('apps/billing'), head.isFolder('apps/billing/x'), head.isFolder(deployment)]).to.equal([
      true,
      false,
      false,
    ]);
    const { file, line } = head.yaml(deployment).documents[0]?.at(['kind']) ?? {};
    expect([file, line]).to.equal([deployment, 1]);
  });

  it('reads the kustomizations beside a change together, and has no text for what is not there', () => {
    const { after: head } = read('edit').proposal;
    expect(head.text('apps/billing/antaeus/base/kustomization.yaml')).to.contain('deployment.yaml');
    expect(head.text('apps/billing/antaeus/overlays/staging/kustomization.yaml')).to.contain('antaeus');
    expect(head.text('README.md')).to.equal('');
  });

  it('judges the paths of a list together with those that Git finds', () => {
    const listed = JSON.stringify([
      { filename: 'x', status: 'added' },
      { filename: 'new.txt', status: 'added' },
    ]);
    const { paths } = readProposal({
      root: repository.root,
      author: 'a',
      approvedBy: [],
      base: 'main',
      head: 'edit',
      listed,
    }).proposal;
    expect(paths.toSorted()).to.equal([deployment, 'README.md', 'new.txt', 'x'].toSorted());
  });

  it('takes the team file from the base, whatever the head says', () => {
    expect(read('team').teams.developers.flatMap(({ members }) => members)).to.equal(['payments-dev', 'billing-dev']);
    expect(read('main', 'team').teams.developers.flatMap(({ members }) => members)).to.equal([
      'payments-dev',
      'mallory',
    ]);
  });

  it('takes bytes that are no UTF-8 for text that is nothing else', () => {
    const id = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: repository.root,
      input: Buffer.from([0x61, 0xff, 0x62]),
      encoding: 'utf8',
    }).trim();
    repository.git('read-tree', 'main');
    repository.git('update-index', '--add', '--cacheinfo', `100644,${id},raw`);
    const commit = repository.git('commit-tree', repository.git('write-tree').trim(), '-p', 'main', '-m', 'x').trim();
    expect(read(commit).proposal.after.text('raw')).to.equal('a\ufffdb');
  });

  for (const [what, head, from, says] of [
    ['a head nobody knows', 'nothing', 'main', 'no commit nothing'],
    ['a base nobody knows', 'main', 'nothing', 'no commit nothing'],
    ['a revision that looks like an option', '--output=x', 'main', 'no commit --output=x'],
    ['a revision with a line end', 'main\nmain', 'main', 'no commit'],
    ['a base without team file', 'main', 'no-team', 'no policies/teams.yaml'],
    ['a base whose team file gives two teams one group', 'main', 'broken-team', 'taken already'],
    ['a base whose team file is a symlink', 'main', 'link-team', 'not sound'],
    ['histories that have nothing in common', 'apart', 'main', 'in common: it found nothing'],
  ] as const) {
    it(`cannot read ${what}`, () => {
      expect(() => read(head, from)).to.throw(new RegExp(says));
    });
  }

  it('cannot read a folder that is no repository', () => {
    expect(() => readProposal({ root: '/', author: 'a', approvedBy: [], base: 'a', head: 'b' })).to.throw(
      /not a git repository/,
    );
  });
});
