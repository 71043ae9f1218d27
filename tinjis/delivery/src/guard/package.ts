import { isDeepStrictEqual } from 'node:util';

/** Fields of package.json that no program here acts on. */
const described = ['description', 'keywords', 'author', 'contributors', 'homepage', 'bugs', 'license'];

/** Scripts that run only when somebody names them. npm might run any other script by itself at an install. */
const named = ['start', 'test', 'bench', 'fuzz'];

/**
 * Finds changes to a package.json that act on others: scripts that npm runs by itself, programs that it would put in
 * every job's way (`bin`), the package's name, the dependencies. Every checkout and every job installs all workspaces,
 * so these are not a team's own matter.
 * @param before its text; empty if there was none
 * @param after its text; empty if it is removed
 * @returns undefined if every change is known to be harmless
 */
export function packageFault(before: string, after: string): string | undefined {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const changed = changes(was, is).filter((field) => !described.includes(field));
  const others = changed.filter((field) => field !== 'scripts');
  const scripts = changed.includes('scripts')
    ? changes(fields(was['scripts']), fields(is['scripts'])).filter((name) => !named.includes(name))
    : [];
  const found = [...others, ...scripts.map((name) => `scripts.${name}`)];
  return found.length === 0 ? undefined : `it changes ${found.join(', ')}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** Text that is no JSON has no fields, so every field shows up as changed. */
function fieldsOf(text: string): Fields {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A value that is no mapping counts as a mapping with a field for each item, so every item shows up as changed. */
function fields(value: unknown): Fields {
  return Object(value ?? {}) as Fields;
}

function changes(before: Fields, after: Fields): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
}
