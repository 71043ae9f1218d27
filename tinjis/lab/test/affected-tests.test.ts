import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { affectedTests, repositoryTests, type Workspace } from '../src/affected-tests.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '../..');
const workspace = (folder: string, ...dependencies: readonly string[]): Workspace => ({
  folder,
  name: `@tinjis/${folder.split('/')[1]}`,
  dependencies,
});
const workspaces = [
  workspace('services/chassis'),
  workspace('services/payment', '@tinjis/chassis'),
  workspace('services/other'),
  workspace('tinjis/rules'),
  workspace('tinjis/delivery', '@tinjis/rules'),
  workspace('tinjis/cli', '@tinjis/delivery', '@tinjis/payment'),
  workspace('tinjis/lab'),
];
const whole = (...paths: readonly string[]): readonly string[] =>
  [...affectedTests(paths, workspaces).whole].toSorted();

describe('affectedTests()', () => {
  it('names the workspace of a file, those that depend on it, and the tests of the architecture', () => {
    expect(whole('services/other/src/a.ts')).to.equal(['services/other', 'tinjis/lab']);
    expect(whole('services/chassis/src/a.ts')).to.equal([
      'services/chassis',
      'services/payment',
      'tinjis/cli',
      'tinjis/lab',
    ]);
    expect(whole('tinjis/rules/src/a.ts')).to.equal(['tinjis/cli', 'tinjis/delivery', 'tinjis/lab', 'tinjis/rules']);
  });

  it('names for a manifest or a page the tests that read it', () => {
    const { repository } = affectedTests(['apps/payments/payment/base/deployment.yaml'], workspaces);
    expect(whole('apps/payments/payment/base/deployment.yaml', 'README.md', '.github/workflows/x.yaml')).to.equal([]);
    expect(repository).to.equal(new Set(Object.keys(repositoryTests)));
    expect(affectedTests(['services/other/a.ts'], workspaces).repository).to.equal(repository);
    // Those that are tested whole need nothing beside.
    const { whole: tested, repository: beside } = affectedTests(['tinjis/rules/a.ts'], workspaces);
    expect(beside).to.equal(repository.difference(tested));
    expect(beside.size).to.be.below(repository.size);
  });

  it('names everything for a file of which nothing is known', () => {
    for (const path of ['package-lock.json', '.ci/test.ts', 'tsconfig.json', 'services/base-images.env']) {
      expect(whole(path)).to.have.length(workspaces.length);
    }
  });

  it('names nothing where nothing changed, and never less for more files', () => {
    expect(affectedTests([], workspaces)).to.equal({ whole: new Set(), repository: new Set() });
    const path = fc.constantFrom('tinjis/rules/a', 'services/other/a', 'apps/a', 'package.json', 'docs/a.md');
    fc.assert(
      fc.property(fc.array(path), fc.array(path), (some, more) => {
        const [less, all] = [affectedTests(some, workspaces), affectedTests([...some, ...more], workspaces)];
        expect([...less.whole].every((each) => all.whole.has(each))).to.be.true();
        expect([...less.repository].every((each) => all.whole.has(each) || all.repository.has(each))).to.be.true();
      }),
    );
  });

  it('names every test that reads the repository outside its workspace', () => {
    const reading = globSync('{tinjis,services}/*/test/**/*.ts', { cwd: root }).filter((file) =>
      /(?:cwd\(\), |resolve\(|diskTree\()'\.\.\/\.\./.test(readFileSync(join(root, file), 'utf8')),
    );
    // All of the lab's run when any source changes, and they read nothing else.
    const named = Object.entries(repositoryTests).flatMap(([folder, tests]) => tests.map((test) => join(folder, test)));
    const missed = reading.filter(
      (file) => !file.startsWith('tinjis/lab/') && !named.some((each) => file.startsWith(each)),
    );
    expect(reading.length).to.be.above(10);
    expect(missed).to.equal([]);
  });

  it('names tests that are there', () => {
    for (const [folder, tests] of Object.entries(repositoryTests)) {
      expect(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))).to.include('scripts');
      for (const test of tests) {
        expect(existsSync(join(root, folder, test)), test).to.be.true();
      }
    }
  });
});
