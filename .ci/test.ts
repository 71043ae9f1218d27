// `npm test`: lint, types and every workspace's tests with full coverage. The last line counts them.
// `npm test -- --since REVISION`: of the tests only those that the commits since then can break.
// One check more than there are cores runs at a time: the services' tests mostly wait for their databases. If a check
// fails, everything that it printed is shown.
import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { affectedTests, repositoryTests, type Workspace } from '../tinjis/lab/src/affected-tests.ts';

interface Check {
  readonly name: string;
  readonly cwd?: string;
  readonly command: string;
  readonly args: readonly string[];
  /** File into which lab writes its results; a check without one counts as a single test. */
  readonly results?: string;
}
interface Result {
  readonly passed: number;
  readonly failed: number;
}

const root = dirname(import.meta.dirname);
const scratch = mkdtempSync(join(tmpdir(), 'tinjis-test-'));
/** @param tests the files or folders to run, without coverage; all of them, with full coverage, unless given */
const workspace = (folder: string, tests?: readonly string[]): Check => {
  const results = join(scratch, `${folder.replaceAll('/', '-')}.json`);
  return {
    name: folder,
    cwd: join(root, folder),
    command: 'lab',
    args: ['-r', 'console', '-o', 'stdout', '-r', 'json', '-o', results, ...(tests ? ['--no-coverage', ...tests] : [])],
    results,
  };
};
const folders = globSync('{services,tinjis}/*/package.json', { cwd: root }).map(dirname);
// The longest first, so that the workers end together.
const known: Check[] = [
  workspace('tinjis/cli'),
  workspace('services/antaeus'),
  { name: 'lint', command: 'eslint', args: ['.'] },
  workspace('tinjis/delivery'),
  workspace('services/chassis'),
  workspace('services/payment'),
  workspace('tinjis/platform'),
  // By content, so that a file which did not change is not looked at again.
  { name: 'format', command: 'prettier', args: ['--check', '--cache', '--cache-strategy', 'content', '.'] },
  workspace('tinjis/rules'),
  workspace('tinjis/cluster'),
  workspace('tinjis/manifests'),
  workspace('tinjis/lab'),
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  workspace('tinjis/e2e'),
];
// A service that was added since has tests of its own too.
const added = folders.filter((folder) => !known.some(({ name }) => name === folder));
const checks = [...known, ...added.toSorted().map((folder) => workspace(folder))];

/** Lint, format and types, which look at everything, and the tests that changes since a revision can break. */
function checksSince(revision: string): Check[] {
  const git = (...words: readonly string[]): string => execFileSync('git', words, { cwd: root, encoding: 'utf8' });
  const base = git('merge-base', '--', revision, 'HEAD').trim();
  const paths = git('diff', '--name-only', '--no-renames', '-z', base).split('\0').filter(Boolean);
  const workspaces = folders.map((folder): Workspace => {
    const { name, dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', object | undefined> & { readonly name: string };
    return { folder, name, dependencies: Object.keys({ ...dependencies, ...devDependencies }) };
  });
  const { whole, repository } = affectedTests(paths, workspaces);
  console.log(`${paths.length} files changed since ${base.slice(0, 12)}`);
  return checks.flatMap((check) => {
    if (!check.results || whole.has(check.name)) return [check];
    return repository.has(check.name) ? [workspace(check.name, repositoryTests[check.name])] : [];
  });
}

function run(check: Check): Promise<Result> {
  const started = Date.now();
  const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}`, NO_COLOR: '1' };
  return new Promise((done) => {
    execFile(
      check.command,
      check.args,
      { cwd: check.cwd ?? root, env, maxBuffer: 1 << 28, shell: process.platform === 'win32' },
      (error, stdout, stderr) => {
        const result = check.results
          ? count(check.results, Boolean(error))
          : { passed: error ? 0 : 1, failed: error ? 1 : 0 };
        const seconds = ((Date.now() - started) / 1000).toFixed(1);
        const coverage = /Coverage: .*/.exec(stdout)?.[0] ?? '';
        console.log(
          `${result.failed === 0 ? '✔' : '✘'} ${check.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s) ${coverage}`.trimEnd(),
        );
        if (result.failed > 0) console.log(stdout + stderr + (error && !stdout ? error.message : ''));
        done(result);
      },
    );
  });
}

/** Tests in a file of lab's. lab that ended badly with no test failed (coverage, a crash) counts as one failure. */
function count(file: string, endedBadly: boolean): Result {
  try {
    const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { tests: Record<string, { err?: unknown }[]> };
    const all = Object.values(tests).flat();
    const failed = all.filter(({ err }) => err !== undefined && err !== false).length;
    return { passed: all.length - failed, failed: endedBadly ? Math.max(1, failed) : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const [first, since, ...others] = process.argv.slice(2);
const asked = first === '--since' ? others : process.argv.slice(2);
const unknown = asked.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(', ')}; there are: ${checks.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const waiting =
  first === '--since'
    ? checksSince(String(since))
    : checks.filter(({ name }) => asked.length === 0 || asked.includes(name));
const results: Result[] = [];
const worker = async () => {
  for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await run(check));
};
await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
rmSync(resolve(scratch), { recursive: true, force: true });
const total = (key: keyof Result) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
