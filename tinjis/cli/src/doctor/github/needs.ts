import { parseDocument } from 'yaml';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import { listed } from './settings.ts';

/** An environment as the workflows use it: its content, and the rights of its App. */
export interface NeededEnvironment {
  readonly name: string;
  readonly variables: readonly string[];
  readonly secrets: readonly string[];
  /** The variable that names the App whose tokens this environment's jobs make. */
  readonly clientId: string | undefined;
  /** The App's rights in one line, as GitHub names them. */
  readonly permissions: string;
}

/** The workflows' needs on GitHub, read from the workflows so no second list can become outdated. */
export interface Needs {
  readonly environments: readonly NeededEnvironment[];
  /** Actions from others than GitHub, in the form of the list of allowed actions. */
  readonly actions: readonly string[];
}

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly environment?: string;
  readonly steps?: readonly Step[];
}

const folder = /^\.github\/(?:workflows\/[^/]+|actions\/.+\/action)\.ya?ml$/;

/**
 * Reads the workflows of a tree.
 * @throws Failure (unreadable) for a workflow that is not YAML
 */
export function needsOf(tree: Tree): Needs {
  const files = tree.paths.filter((path) => folder.test(path));
  const texts = files.map((path) => tree.text(path));
  const jobs = files.flatMap((path) => jobsOf(path, tree.text(path)));
  const environments = [...new Set(jobs.flatMap(({ environment }) => environment ?? []))].sort();
  return {
    environments: environments.map((name) =>
      neededEnvironment(
        name,
        jobs.filter(({ environment }) => environment === name),
      ),
    ),
    actions: unique(
      texts.flatMap((each) =>
        matches(each, /^\s*(?:- )?uses: (?!actions\/|github\/|\.\/)([\w.-]+\/[\w.-]+)/gm).map(
          (action) => `${action}@*`,
        ),
      ),
    ),
  };
}

function jobsOf(file: string, text: string): readonly Job[] {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error)
    throw new Failure('unreadable', {
      what: `the workflow is no YAML: ${error.message}`,
      at: { file, line: 1 },
      fix: 'npm run lint:workflows',
    });
  const { jobs } = (document.toJS() ?? {}) as { readonly jobs?: Readonly<Record<string, Job>> };
  return Object.values(jobs ?? {});
}

function neededEnvironment(name: string, jobs: readonly Job[]): NeededEnvironment {
  const written = JSON.stringify(jobs);
  const apps = jobs
    .flatMap(({ steps = [] }) => steps)
    .filter(({ uses = '' }) => uses.startsWith('actions/create-github-app-token@'));
  const asked = apps.flatMap(({ with: inputs = {} }) =>
    Object.entries(inputs).flatMap(([input, right]) => {
      const [, permission] = /^permission-(.+)$/.exec(input) ?? [];
      return permission === undefined ? [] : [`${permission.replaceAll('-', '_')}: ${String(right)}`];
    }),
  );
  return {
    name,
    variables: unique(matches(written, /\bvars\.(\w+)/g)),
    secrets: unique(matches(written, /\bsecrets\.(\w+)/g)),
    clientId: matches(JSON.stringify(apps), /"client-id":"[^"]*\bvars\.(\w+)/g)[0],
    // Every App may read metadata: GitHub adds that right by itself.
    permissions: listed(unique([...asked, 'metadata: read'])),
  };
}

function matches(written: string, pattern: RegExp): readonly string[] {
  return [...written.matchAll(pattern)].map(([, name]) => String(name));
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
