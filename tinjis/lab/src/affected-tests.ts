/** A workspace with its dependencies, as package.json names them. */
export interface Workspace {
  /** Folder from the repository's top. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** The tests that a change can break: whole workspaces, and of others the tests that read this repository's files. */
export interface AffectedTests {
  readonly whole: ReadonlySet<string>;
  readonly repository: ReadonlySet<string>;
}

/** Workspaces with tests that read the repository outside their own folder, and those tests. */
export const repositoryTests: Readonly<Record<string, readonly string[]>> = {
  'tinjis/cli': [
    'test/adopted-repository.test.ts',
    'test/ci',
    'test/commands/start.test.ts',
    'test/docs',
    'test/doctor/github',
    'test/pictures/picture.test.ts',
    'test/reference',
    'test/this-repository',
  ],
  'tinjis/cluster': ['test/kind'],
  'tinjis/manifests': ['test/yaml/read-yaml.definitions.test.ts'],
  'tinjis/delivery': ['test/this-repository.test.ts'],
};

/** Files that no program is made of: manifests, pages, and what GitHub reads. */
const written = /^(?:(?:apps|clusters|policies|docs|\.github)\/|[^/]+\.md$)/;

/**
 * The tests that changed files can break. A workspace is tested if a file of it, or of one that it depends on, has
 * changed. Whoever reads all sources (the architecture's tests in `tinjis/lab`) is tested with any of them. A file that
 * is in no workspace, and is not known to be read by a few tests alone, may break everything.
 * @param paths from the repository's top
 */
export function affectedTests(paths: readonly string[], workspaces: readonly Workspace[]): AffectedTests {
  const whole = new Set(
    paths.flatMap((path) => {
      const own = workspaces.find(({ folder }) => path.startsWith(`${folder}/`));
      if (own) return ['tinjis/lab', ...dependents(own, workspaces).map(({ folder }) => folder)];
      return written.test(path) ? [] : workspaces.map(({ folder }) => folder);
    }),
  );
  const reading = paths.length === 0 ? [] : Object.keys(repositoryTests).filter((folder) => !whole.has(folder));
  return { whole, repository: new Set(reading) };
}

function dependents(of: Workspace, workspaces: readonly Workspace[]): readonly Workspace[] {
  const found = new Set([of]);
  for (const each of found) {
    workspaces.filter(({ dependencies }) => dependencies.includes(each.name)).forEach((other) => found.add(other));
  }
  return [...found];
}
