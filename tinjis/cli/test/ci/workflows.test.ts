import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parse } from 'yaml';

export const lab = Lab.script();
const { describe, it } = lab;

interface Step {
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: unknown;
  readonly environment?: string;
  readonly steps?: readonly Step[];
  readonly 'timeout-minutes'?: number;
}
interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': boolean;
  readonly queue?: string;
}
interface Workflow {
  readonly name: string;
  readonly on: Record<string, unknown>;
  readonly permissions?: unknown;
  readonly concurrency?: Concurrency;
  readonly jobs: Record<string, Job>;
}

const root = join(process.cwd(), '../..');
const folder = join(root, '.github/workflows');
const texts = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const));
const action = readFileSync(join(root, '.github/actions/setup/action.yaml'), 'utf8');

/** The faults of a workflow beyond those that actionlint and zizmor look for. */
function faults(file: string, text: string): readonly string[] {
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? []);
  const jobs = Object.entries(workflow.jobs);
  const called = Object.keys(workflow.on).every((event) => event === 'workflow_call');
  return [
    ...(JSON.stringify(workflow.permissions) === '{}' ? [] : ['the workflow begins with permissions']),
    ...jobs.flatMap(([name, job]) =>
      job.permissions === undefined && job.steps?.some(({ uses }) => uses)
        ? [`${name} has no permissions of its own`]
        : [],
    ),
    ...jobs.flatMap(([name, job]) => (job.steps && !job['timeout-minutes'] ? [`${name} may run for ever`] : [])),
    ...grants(text).flatMap((line) => (/#.*\w{3}/.test(line) ? [] : [`a grant without its reason: ${line.trim()}`])),
    ...unpinned(text),
    ...steps.flatMap(({ run = '' }) => (/\$\{\{/.test(run) ? [`an expression inside a script: ${run}`] : [])),
    ...steps.flatMap(({ run = '' }) =>
      run.trim().split('\n').length > 1 || /&&|;|\|/.test(run) ? [`more than one command: ${run}`] : [],
    ),
    ...steps.flatMap(({ run = '' }) =>
      (/^(?:node )?(\.(?:github|ci)\/\S+)/.exec(run)?.slice(1) ?? [])
        .filter((path) => !isFile(path))
        .map((path) => `no script ${path}`),
    ),
    ...steps.flatMap(({ uses = '', with: given }) =>
      uses.startsWith('actions/checkout@') && given?.['persist-credentials'] !== false
        ? ['a checkout that keeps its credentials']
        : [],
    ),
    ...(/github\.(actor|triggering_actor)\b|sender\.login/.test(text)
      ? ['who set something off decides something']
      : []),
    ...privileged(workflow, steps),
    ...jobs.flatMap(([name, job]) => (isTrusted(job) ? strangers(job).map((fault) => `${name}: ${fault}`) : [])),
    ...(workflow.concurrency || called ? lossy(workflow) : ['no concurrency group']),
    ...(steps.some(({ uses = '', with: given }) => uses.startsWith('actions/cache') || given?.['cache'] !== undefined)
      ? [`${file} restores a cache`]
      : []),
  ];
}

function grants(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^\s+[a-z-]+: (read|write)\b/.test(line));
}

function unpinned(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line) && !/uses: \.\//.test(line));
  return lines
    .filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
    .map((line) => `not pinned: ${line.trim()}`);
}

/**
 * A trigger that holds rights although somebody else's change set it off. It may read that change, but never check it
 * out or build it.
 */
function privileged({ on }: Workflow, steps: readonly Step[]): readonly string[] {
  if (!('pull_request_target' in on) && !('workflow_run' in on)) return [];
  return steps.flatMap(({ uses = '', with: given, run = '' }) => [
    ...(uses.startsWith('actions/checkout@') && (given?.['ref'] !== undefined || given?.['repository'] !== undefined)
      ? ['a privileged job that checks out a ref']
      : []),
    ...(uses.startsWith('actions/download-artifact@') ? ['a privileged job that takes an artifact'] : []),
    ...(/git (checkout|switch|worktree|merge)|gh pr checkout/.test(run)
      ? [`a privileged job that checks out: ${run}`]
      : []),
  ]);
}

/** Does a job hold something that an attacker could use against others: a right to write, a secret, an identity? */
function isTrusted({ permissions, environment, steps = [] }: Job): boolean {
  return environment !== undefined || /write/.test(JSON.stringify(permissions ?? 'none')) || uses(steps, /secrets\./);
}

function uses(steps: readonly Step[], what: RegExp): boolean {
  return what.test(JSON.stringify(steps));
}

/** Scripts that a trusted job may run. They and everything they load are the platform's: a test follows the imports. */
const trustedScripts = ['attest.ts', 'comment.ts', 'guard.ts', 'propose.ts', 'renew.ts', 'image/sbom.ts'].map(
  (script) => `node .github/scripts/${script}`,
);
const trustedCommands = [...trustedScripts, '.github/scripts/image/publish.sh', 'cosign sign --yes "$IMAGE"'];

/** The steps of a trusted job that could run code from a service's team: tests, builds, scripts, other jobs' files. */
function strangers({ steps = [] }: Job): readonly string[] {
  return steps.flatMap(({ uses: action = '', run, with: given }) => [
    ...(run !== undefined && !trustedCommands.includes(run)
      ? [`runs what is not known to be the platform's: ${run}`]
      : []),
    ...(action === './.github/actions/setup' && given !== undefined ? ['a trusted job with install scripts'] : []),
    ...(action.startsWith('actions/download-artifact@') && !String(given?.['path']).startsWith('${{ runner.temp }}/')
      ? ["puts another job's files into its checkout"]
      : []),
  ]);
}

/** Every file of ours that a script loads: at once, and also later unless told otherwise. */
function loadedBy(script: string, later = true, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(script)) return found;
  found.add(script);
  for (const [statement, name = ''] of readFileSync(script, 'utf8').matchAll(
    /(?:\bfrom|\bimport\(|^import)\s*'([^']+)'/gm,
  )) {
    const ours = name.startsWith('.') || name.startsWith('@tinjis/');
    if (name.endsWith('.json') || (statement.startsWith('import(') && !later)) continue;
    if (ours) loadedBy(createRequire(script).resolve(name), later, found);
  }
  return found;
}

/** Newer runs may cancel only a pull request's own checks. Every run that delivers or judges has its turn. */
function lossy({ on, concurrency }: Workflow): readonly string[] {
  if (!concurrency || Object.keys(on).every((event) => event === 'pull_request')) return [];
  const apart = concurrency.group.includes('.id');
  const states = 'schedule' in on;
  return [
    ...(concurrency['cancel-in-progress'] !== false ? ['a run cancels another'] : []),
    ...(apart || states || concurrency.queue === 'max' ? [] : ['a waiting run is dropped when the next one comes']),
  ];
}

function isFile(path: string): boolean {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  return found?.isFile() === true && (path.endsWith('.ts') || (found.mode & 0o111) !== 0);
}

describe('the workflows', () => {
  for (const [file, text] of texts) {
    it(`${file} is without fault`, () => {
      expect(faults(file, text)).to.equal([]);
    });
  }

  it('use the Node of package.json, and a pinned setup', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: { node: string };
    };
    const versions = [action, ...texts.values()].flatMap((text) =>
      [...text.matchAll(/node-version: (\S+)/g)].map(([, version]) => version),
    );
    expect(new Set(versions)).to.equal(new Set([devDependencies.node]));
    expect(unpinned(action)).to.equal([]);
  });

  it('run no install script but those of the packages that package.json allows', () => {
    const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { allowScripts: object };
    const { runs } = parse(action) as { runs: { steps: readonly Step[] } };
    const commands = runs.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(commands[0]).to.equal('npm ci --ignore-scripts');
    expect(runs.steps.filter(({ run }) => run?.includes('rebuild')).map((step) => step.if)).to.equal([
      "${{ inputs.scripts == 'true' }}",
    ]);
    const rebuilt = commands.slice(1).flatMap((command) => command.split(' ').slice(2));
    expect(rebuilt).to.not.be.empty();
    expect(Object.keys(allowScripts)).to.include(rebuilt);
    const installs = [...texts.values()].flatMap((text) => text.match(/npm (?:ci|i|install|rebuild)\b.*/g) ?? []);
    expect(installs).to.equal([]);
  });

  it('run what no service’s team can write, wherever a job has a right or a secret, or says whether a change passes', () => {
    const teams = ['services/payment/', 'services/antaeus/'];
    const deciding = ['affected', 'cooldown', 'gate', 'certificates'].map((name) => `node .github/scripts/${name}.ts`);
    const scripts = [...trustedScripts, ...deciding].map((each) => join(root, String(each.split(' ')[1])));
    const commands = ['verify', 'generate', 'diff'].map((name) => join(root, `tinjis/cli/src/commands/${name}.ts`));
    // The frame loads a command when it is called.
    const frame = join(root, 'tinjis/cli/src/cli.ts');
    for (const script of [...scripts, ...commands, frame]) {
      const loaded = [...loadedBy(script, script !== frame)].map((file) => relative(root, file));
      expect({ script, of: loaded.filter((file) => teams.some((team) => file.startsWith(team))) }).to.equal({
        script,
        of: [],
      });
    }
    // The opposite case: the command that starts the services does load them.
    const start = [...loadedBy(join(root, 'tinjis/cli/src/commands/start.ts'))].map((file) => relative(root, file));
    expect(start.some((file) => file.startsWith(String(teams[1])))).to.be.true();
  });

  it('have one gate, which waits for every job and always runs', () => {
    const { jobs } = parse(texts.get('pull-request.yaml') as string) as Workflow;
    const { gate, ...others } = jobs;
    expect(gate?.if).to.equal('always()');
    expect(new Set(gate?.needs)).to.equal(new Set(Object.keys(others)));
    const skippable = Object.entries(others)
      .filter(([, job]) => job.if !== undefined)
      .map(([name, job]) => [name, job.if?.includes(`skip), '${name}')`)]);
    expect(skippable).to.equal([
      ['image', true],
      ['difference', true],
      ['comment', true],
    ]);
    expect(
      'paths' in ((parse(texts.get('pull-request.yaml') as string) as Workflow).on['pull_request'] as object),
    ).to.be.false();
  });

  it('give secrets only to environments, and to no workflow a pull request brings along', () => {
    for (const [file, text] of texts) {
      const workflow = parse(text) as Workflow;
      const holders = Object.values(workflow.jobs).filter((job) => /secrets\./.test(JSON.stringify(job)));
      expect({ file, all: holders.every(({ environment }) => environment !== undefined) }).to.equal({
        file,
        all: true,
      });
      if ('pull_request' in workflow.on || 'pull_request_review' in workflow.on) expect(holders).to.equal([]);
      expect(text).not.to.contain('secrets: inherit');
    }
  });

  it('publish in one job of one reusable workflow, on main alone', () => {
    const publishers = [...texts].filter(([, text]) =>
      Object.values((parse(text) as Workflow).jobs).some((job) =>
        job.steps?.some(({ run }) => run?.includes('publish.sh')),
      ),
    );
    expect(publishers.map(([file]) => file)).to.equal(['build.yaml']);
    const callers = [...texts]
      .filter(([, text]) => /uses: \.\/\.github\/workflows\/(build|deliver-service)\.yaml/.test(text))
      .map(([file]) => file);
    expect(callers).to.equal(['deliver-service.yaml', 'deliver.yaml']);
    expect((parse(texts.get('deliver.yaml') as string) as Workflow).on).to.equal({
      push: { branches: ['main'] },
      workflow_dispatch: null,
    });
  });
});

describe('the rules', () => {
  const guard = texts.get('guard.yaml') as string;
  const deliver = texts.get('deliver.yaml') as string;
  const build = texts.get('build.yaml') as string;
  for (const [what, text, says] of [
    ['a tag instead of a commit', guard.replace(/checkout@\S+ # v\S+/, 'checkout@v7'), 'not pinned'],
    ['a commit without its version', guard.replace(/(checkout@\S+) # v\S+/, '$1'), 'not pinned'],
    [
      'rights of the whole workflow',
      guard.replace('permissions: {}', 'permissions: {contents: read}'),
      'begins with permissions',
    ],
    [
      'a job that takes the default rights',
      guard.replace(/ {4}permissions:\n( {6}.*\n)+/, ''),
      'no permissions of its own',
    ],
    ['a grant without reason', guard.replace(/contents: read #.*/, 'contents: read'), 'without its reason'],
    [
      'a title in a script',
      guard.replace('node .github/scripts/guard.ts', 'echo ${{ github.event.pull_request.title }}'),
      'inside a script',
    ],
    [
      'two commands',
      guard.replace('node .github/scripts/guard.ts', 'npm ci && node .github/scripts/guard.ts'),
      'more than one command',
    ],
    ['a script that is not there', guard.replace('guard.ts', 'gard.ts'), 'no script'],
    [
      'a checkout of the pull request',
      guard.replace('fetch-depth: 0', 'ref: ${{ github.event.pull_request.head.sha }}\n          fetch-depth: 0'),
      'checks out a ref',
    ],
    ['a checkout by command', guard.replace('node .github/scripts/guard.ts', 'gh pr checkout 1'), 'checks out'],
    [
      'credentials left behind',
      guard.replace('persist-credentials: false', 'persist-credentials: true'),
      'keeps its credentials',
    ],
    ['a decision by actor', `${guard}\n    if: github.actor == 'dependabot[bot]'\n`, 'decides something'],
    ['a dropped run', deliver.replace('  queue: max\n', ''), 'dropped'],
    ['a cancelled run', deliver.replace('cancel-in-progress: false', 'cancel-in-progress: true'), 'cancels another'],
    ['no group', deliver.replace(/concurrency:\n( {2}.*\n)+/, ''), 'no concurrency group'],
    ['no time limit', deliver.replace(/ {4}timeout-minutes: .*\n/, ''), 'run for ever'],
    [
      'tests in a job with rights',
      guard.replace('node .github/scripts/guard.ts', 'npm test'),
      "not known to be the platform's",
    ],
    [
      'a build in the job that publishes',
      build.replace('.github/scripts/image/publish.sh', '.github/scripts/image/build.sh'),
      "not known to be the platform's",
    ],
    [
      'install scripts in a job with rights',
      guard.replace('actions/setup\n', 'actions/setup\n        with: {scripts: true}\n'),
      'install scripts',
    ],
    [
      'an artifact in the checkout of a job with rights',
      build.replace('path: ${{ runner.temp }}/built', 'path: .'),
      'into its checkout',
    ],
    ['a cache', guard.replace('fetch-depth: 0', 'cache: npm'), 'restores a cache'],
  ] as const) {
    it(`find ${what}`, () => {
      const found = faults('x.yaml', text);
      expect({ found, says: found.some((fault) => fault.includes(says)) }).to.equal({ found, says: true });
    });
  }
});
