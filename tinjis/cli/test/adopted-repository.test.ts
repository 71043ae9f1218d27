import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

const root = join(process.cwd(), '../..');
/** Names of the organisation that the repository comes from; `tinjis` alone is also the tool's name. */
const old = /tinjis\/tinjis-delivery|tinjis-deliver\b|ghcr\.io\/tinjis|\btinjis:(?:platform|payments|billing)/;
/** The tool's own tests, whose example organisation has those names, and the pages that explain the tool by it. */
const explaining = /^(?:tinjis\/|docs\/|README\.md$|CHANGELOG\.md$)/;

interface Ended {
  readonly exit: number;
  readonly out: string;
}

/** A copy of this repository, with its installed libraries, and its own workspaces under their names. */
function copyRepository(copy: string): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const modules of ['node_modules', 'tinjis/node_modules'].filter((folder) => existsSync(join(root, folder)))) {
    mkdirSync(join(copy, modules));
    for (const name of readdirSync(join(root, modules)).filter((each) => each !== '@tinjis' && each !== '.cache')) {
      symlinkSync(join(root, modules, name), join(copy, modules, name));
    }
  }
  mkdirSync(join(copy, 'node_modules/@tinjis'));
  for (const name of readdirSync(join(root, 'node_modules/@tinjis'))) {
    const folder = ['tinjis', 'services'].find((each) => existsSync(join(root, each, name)));
    symlinkSync(join('../..', String(folder), name), join(copy, 'node_modules/@tinjis', name));
  }
  return files;
}

describe('a copy of this repository, adopted', () => {
  let top: string;
  let copy: string;
  let files: readonly string[];
  before(async () => {
    top = mkdtempSync(join(tmpdir(), 'tinjis-adopted-'));
    copy = join(top, 'delivery');
    files = copyRepository(copy);
    execFileSync('git', ['init', '--quiet'], { cwd: copy });
    execFileSync('git', ['add', '--all'], { cwd: copy });
    const adopt = ['adopt', '--organisation', 'Acme', '--keys', join(top, 'keys'), '--members', 'platform=ann'];
    expect(await tinjis(...adopt, '--remote', 'https://github.com/Acme/delivery')).to.include({ exit: 0 });
  });
  after(() => {
    rmSync(top, { recursive: true, force: true });
  });

  function run(folder: string, program: string, ...args: readonly string[]): Promise<Ended> {
    const env = { ...process.env, TINJIS_CACHE: join(root, 'node_modules/.cache/tinjis') };
    return new Promise((done) => {
      execFile(
        process.execPath,
        [join(copy, program), ...args],
        { cwd: join(copy, folder), env, maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          done({ exit: error ? Number(error.code) : 0, out: stdout + stderr });
        },
      );
    });
  }
  const tinjis = (...args: readonly string[]): Promise<Ended> => run('.', 'tinjis/cli/src/main.ts', ...args);

  it('delivers nothing of the example any more, and names its organisation nowhere', () => {
    const there = files.filter((file) => existsSync(join(copy, file)));
    expect(there.filter((file) => /^(?:apps|clusters)\/.*(?:payment|billing|antaeus)/.test(file))).to.equal([]);
    const naming = there.filter((file) => !explaining.test(file) && old.test(readFileSync(join(copy, file), 'utf8')));
    expect(naming).to.equal([]);
    // What the check must find: the same files before the adoption.
    expect(
      files.filter((file) => !explaining.test(file) && old.test(readFileSync(join(root, file), 'utf8'))),
    ).to.include(existsSync(join(root, 'apps/payments')) ? ['SECURITY.md', 'policies/teams.yaml'] : []);
  });

  for (const [command, says] of [
    [['verify'], /all \d+ promises hold/],
    [['generate', '--check'], /generated files are as policies\/teams\.yaml gives them/],
    [['doctor'], /\d+ right, 0 wrong, 0 not known/],
  ] as const) {
    it(`is found whole by tinjis ${command.join(' ')}`, async () => {
      const { exit, out } = await tinjis(...command);
      expect(out).to.match(says);
      expect(exit).to.equal(0);
    });
  }

  for (const [folder, ...tests] of [
    ['tinjis/delivery', 'test/this-repository.test.ts', 'test/organisation.test.ts'],
    ['tinjis/cli', 'test/this-repository', 'test/docs/pages.test.ts', 'test/pictures/picture.test.ts'],
    ['tinjis/cluster', 'test/kind'],
  ] as const) {
    it(`passes its own tests ${folder}/${tests.join(' ')}`, async () => {
      const { exit, out } = await run(folder, 'node_modules/@hapi/lab/bin/lab', '--no-coverage', ...tests);
      expect(out).to.match(/\d+ tests complete/);
      expect(exit, out).to.equal(0);
    });
  }

  it('takes a first team of its own', async () => {
    const { exit, out } = await tinjis('onboard', 'shop', 'cart', '--member', 'cid', '--outside');
    expect(exit, out).to.equal(0);
    expect((await tinjis('verify')).exit).to.equal(0);
  });
});
