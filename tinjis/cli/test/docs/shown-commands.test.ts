import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { surroundings } from '../streams.ts';
import { firstUntrue, shownCommands } from './console-blocks.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

const root = dirname(dirname(packageFolder));
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));

describe('the commands that the pages show', () => {
  // The pages explain the tool by the example organisation.
  let example: string;
  before(() => {
    example = mkdtempSync(join(tmpdir(), 'tinjis-pages-'));
    copyOrganisation(example);
  });
  after(() => {
    rmSync(example, { recursive: true, force: true });
  });

  for (const { path, text } of pages) {
    for (const { line, command, shown } of shownCommands(text)) {
      // A command that proves a change proves the whole repository, which takes a while under coverage.
      it(`say what happens: ${path}:${line} ${command}`, async () => {
        const words = command.split(' ');
        expect(words.slice(0, 2), 'what the tests can run').to.equal(['npx', 'tinjis']);
        const around = surroundings(example);
        expect(await run(words.slice(2), around), around.err.join('')).to.be.within(0, 1);
        expect(firstUntrue(shown, around.out.join('')), `${path}:${line} shows what is not printed`).to.be.undefined();
      });
    }
  }
});

describe('a page held against what is printed', () => {
  it('is true when it shows all of it, or says what it leaves out', () => {
    expect(firstUntrue(['one', 'two'], 'one\ntwo\n')).to.be.undefined();
    expect(firstUntrue(['one', '  …', 'three'], 'one\ntwo\nthree\n')).to.be.undefined();
    expect(firstUntrue(['one', '…'], 'one\ntwo\n')).to.be.undefined();
  });

  it('is untrue when a line differs, is missing, comes earlier, or more follows', () => {
    expect(firstUntrue(['one', 'too'], 'one\ntwo\n')).to.equal('too');
    expect(firstUntrue(['…', 'four'], 'one\ntwo\n')).to.equal('four');
    expect(firstUntrue(['two', '…', 'one'], 'two\nthree\n')).to.equal('one');
    expect(firstUntrue(['one'], 'one\ntwo\n')).to.match(/^the end/);
  });

  it('has its commands from console blocks alone', () => {
    const page = 'text\n```console\n$ npx tinjis verify\nall\n```\n```sh\n$ npx tinjis can\n```\n';
    expect(shownCommands(page)).to.equal([{ line: 3, command: 'npx tinjis verify', shown: ['all'] }]);
  });
});
