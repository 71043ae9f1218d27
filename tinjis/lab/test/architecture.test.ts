import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '../..');

interface Import {
  /** File, relative to the top of the repository. */
  readonly from: string;
  /** File of ours, relative to the top of the repository, or the name of a module. */
  readonly to: string;
  readonly typesOnly: boolean;
}

const files = [
  'tinjis/*/src/**/*.ts',
  'tinjis/*/testing/**/*.ts',
  'services/*/src/**/*.ts',
  'services/*/testing/**/*.ts',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
/** A file without its template strings, since some hold programs that run elsewhere. */
const codeOf = (file: string): string => textOf(file).replace(/`[^`]*`/g, '``');
const imports = files.flatMap((from): Import[] =>
  [...codeOf(from).matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, types, name, loaded = '']) => ({ from, to: resolved(from, name ?? loaded), typesOnly: types !== undefined }),
  ),
);

/** The target of an import: every workspace of ours exports `./*` from its sources, and `./testing/*` beside them. */
function resolved(from: string, name: string): string {
  if (name.startsWith('.')) return normalize(join(dirname(from), name)).replaceAll('\\', '/');
  const [, workspace = '', path = ''] = /^@tinjis\/([a-z0-9]+)\/(.+)$/.exec(name) ?? [];
  if (workspace === '') return name;
  const folder = ['antaeus', 'chassis', 'payment'].includes(workspace)
    ? `services/${workspace}`
    : `tinjis/${workspace}`;
  return path.startsWith('testing/') ? `${folder}/${path}.ts` : `${folder}/src/${path}.ts`;
}

/** `tinjis/rules` of `tinjis/rules/src/network/connect.ts`; empty for a module that is not ours. */
const workspaceOf = (path: string): string => /^(?:tinjis|services)\/[^/]+(?=\/)/.exec(path)?.[0] ?? '';
/** `network` of `tinjis/rules/src/network/connect.ts`. */
const folderOf = (path: string): string => path.split('/')[3] ?? '';
const isIn = (path: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(folder));
const isTesting = (path: string): boolean => path.split('/')[2] === 'testing';

/**
 * The workspaces that a workspace may import, and why it stops there. Tests may use `testing/` of the workspaces below.
 */
const workspaces: Readonly<Record<string, { readonly may: readonly string[]; readonly because: string }>> = {
  'tinjis/rules': { may: [], because: 'a rule decides on objects; whose files or teams they are is not its business' },
  'tinjis/manifests': {
    may: ['tinjis/rules'],
    because: 'reading judges nothing',
  },
  'tinjis/delivery': {
    may: ['tinjis/rules', 'tinjis/manifests'],
    because: 'a proof is made from data, so it holds for a tree that no cluster has seen',
  },
  'tinjis/cluster': { may: ['tinjis/manifests'], because: 'a cluster is made the same whatever is delivered to it' },
  'tinjis/platform': {
    may: ['tinjis/rules', 'tinjis/manifests', 'tinjis/delivery', 'tinjis/cluster'],
    because: 'it brings what the repository says onto a cluster, and is tried and called by others',
  },
  'tinjis/e2e': {
    may: ['tinjis/rules', 'tinjis/manifests', 'tinjis/delivery', 'tinjis/cluster', 'tinjis/platform'],
    because: 'the live checks call tinjis as a person does, in a process, and not its commands',
  },
  'tinjis/cli': {
    may: [
      'tinjis/rules',
      'tinjis/manifests',
      'tinjis/delivery',
      'tinjis/cluster',
      'tinjis/platform',
      'tinjis/e2e',
      'services/chassis',
      'services/payment',
      'services/antaeus',
    ],
    because: 'it is the top: only the lab, which doubts everything, looks at it',
  },
  'tinjis/lab': {
    may: [
      'tinjis/rules',
      'tinjis/manifests',
      'tinjis/delivery',
      'tinjis/cluster',
      'tinjis/platform',
      'tinjis/e2e',
      'tinjis/cli',
      'services/antaeus',
    ],
    because: 'nothing depends on what doubts it',
  },
  'services/chassis': { may: [], because: 'what both services share knows neither of them, nor the tool' },
  'services/payment': { may: ['services/chassis'], because: 'payment is deployed alone: Antaeus reaches it over HTTP' },
  'services/antaeus': { may: ['services/chassis'], because: 'Antaeus is deployed alone: it reaches payment over HTTP' },
};

/** Rules within a workspace: which imports they refuse, and why. */
const rules: readonly { readonly because: string; forbids(each: Import): boolean }[] = [
  {
    because: 'reading knows what a Kubernetes object is, and calls no evaluator',
    forbids: ({ from, to, typesOnly }) =>
      isIn(from, 'tinjis/manifests/src/') &&
      isIn(to, 'tinjis/rules/') &&
      !isIn(to, 'tinjis/rules/src/objects/', 'tinjis/rules/src/memo.ts') &&
      !typesOnly,
  },
  {
    because: 'an evaluator decides on what it is given: it reads no files and starts no programs',
    forbids: ({ from, to }) =>
      isIn(from, 'tinjis/rules/src/') && ['node:fs', 'node:fs/promises', 'node:child_process'].includes(to),
  },
  {
    because: 'a layer decides by itself: whoever combines the layers is above them',
    forbids: ({ from, to }) => {
      const layers = ['codeowners', 'argocd', 'rbac', 'admission', 'network'];
      const [one, other] = [folderOf(from), folderOf(to)];
      return isIn(from, 'tinjis/rules/src/') && layers.includes(one) && layers.includes(other) && one !== other;
    },
  },
  {
    because: 'a proof does not trust the generator whose files it proves',
    forbids: ({ from, to }) =>
      isIn(from, 'tinjis/delivery/src/verify/') &&
      isIn(to, 'tinjis/delivery/src/generate/', 'tinjis/delivery/src/plan/'),
  },
  {
    because: 'an answer is about what is there, not about what a command would write',
    forbids: ({ from, to }) =>
      isIn(from, 'tinjis/delivery/src/answer/', 'tinjis/delivery/src/guard/') &&
      isIn(to, 'tinjis/delivery/src/generate/', 'tinjis/delivery/src/plan/'),
  },
  {
    because: 'only `manifests` touches the disk for a delivery repository, so a tree in memory is as good',
    forbids: ({ from, to }) =>
      isIn(from, 'tinjis/delivery/src/answer/', 'tinjis/delivery/src/guard/', 'tinjis/delivery/src/verify/') &&
      ['node:fs', 'node:fs/promises', 'node:child_process'].includes(to),
  },
  {
    because: 'nothing but the frame calls a command',
    forbids: ({ from, to, typesOnly }) =>
      isIn(to, 'tinjis/cli/src/commands/') &&
      !typesOnly &&
      !isIn(from, 'tinjis/cli/src/commands/', 'tinjis/cli/src/cli.ts'),
  },
];

/**
 * Circles of files that import each other at run time; type imports make none. Tarjan's strongly connected components.
 */
function circles(): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, typesOnly } of imports) {
    if (!typesOnly) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file) as number);
    stack.push(file);
    for (const next of targets.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) as number, low.get(next) as number));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of files) {
    if (!index.has(file)) visit(file);
  }
  return found;
}

describe('the workspaces', () => {
  for (const [workspace, { may, because }] of Object.entries(workspaces)) {
    it(`${workspace} imports only what lies below it: ${because}`, () => {
      const own = imports.filter(({ from }) => workspaceOf(from) === workspace);
      const up = own.filter(({ to }) => ![workspace, '', ...may].includes(workspaceOf(to)));
      expect(own.length, `imports looked at in ${workspace}`).to.be.above(5);
      expect(up.map(({ from, to }) => `${from} → ${to}`)).to.equal([]);
    });
  }

  it('are all there: none is left out of the table', () => {
    expect([...new Set(files.map(workspaceOf))].sort()).to.equal(Object.keys(workspaces).sort());
  });

  it('keep what helps tests out of what runs', () => {
    const used = imports.filter(
      ({ from, to }) => isTesting(to) && !isTesting(from) && workspaceOf(from) !== 'tinjis/lab',
    );
    expect(used.map(({ from, to }) => `${from} → ${to}`)).to.equal([]);
  });

  it('declare every workspace and library that they import', () => {
    const missing = Object.keys(workspaces).flatMap((workspace) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(textOf(`${workspace}/package.json`)) as Manifest;
      const named = imports
        .filter(
          ({ from, to }) =>
            isIn(from, `${workspace}/src/`) && workspaceOf(to) !== workspace && !/^(?:node:|policies\/)/.test(to),
        )
        .map(({ to }) =>
          workspaceOf(to) ? to.replace(/^(?:tinjis|services)\/([^/]+)\/.*/, '@tinjis/$1') : packageOf(to),
        );
      const declared = { ...dependencies, ...(workspace === 'tinjis/lab' && devDependencies) };
      return [...new Set(named)]
        .filter((name) => !Object.hasOwn(declared, name))
        .map((name) => `${workspace}: ${name}`);
    });
    expect(missing.filter((each) => each !== 'tinjis/lab: fast-check')).to.equal([]);
  });
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** `@scope/name` or `name` of an imported path. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

describe('the sources', () => {
  for (const { because, forbids } of rules) {
    it(`keep to their places: ${because}`, () => {
      expect(imports.filter(forbids).map(({ from, to }) => `${from} → ${to}`)).to.equal([]);
    });
  }

  it('are held by rules about folders that exist', () => {
    const named = [...textOf('tinjis/lab/test/architecture.test.ts').matchAll(/'((?:tinjis|services)\/[\w/]+\/)'/g)];
    expect(named.length).to.be.above(10);
    expect(
      named.map(([, folder = '']) => folder).filter((folder) => !files.some((file) => isIn(file, folder))),
    ).to.equal([]);
  });

  it('have no circle', () => {
    expect(imports.length).to.be.above(1000);
    expect(circles()).to.equal([]);
  });

  it('exit in one place only', () => {
    const exiting = files.filter((file) => isIn(file, 'tinjis/') && /process\.exit(?:Code)?\b/.test(textOf(file)));
    // Two of them hold the text of a program that runs in a pod.
    const programs =
      /^tinjis\/(?:cli\/src\/main|platform\/src\/git\/pre-receive|platform\/src\/doctor\/network|e2e\/src\/groups\/drills\/rotation|lab\/src\/.*\/(?:main|usage|parse-only))\.ts$/;
    expect(exiting.filter((file) => !programs.test(file))).to.equal([]);
  });
});
