import { isDeepStrictEqual } from 'node:util';

/** Fields of a package.json that no program here acts on. */
const described = ['description', 'keywords', 'author', 'contributors', 'homepage', 'bugs', 'license'];

/** Scripts that run only where somebody names them. Any other could be one that npm runs by itself at an install. */
const named = ['start', 'test', 'bench', 'fuzz'];

/**
 * Says what of a package.json changes that acts on others: scripts that npm runs by itself, programs it would put in
 * every job's way (`bin`), the package's name, what is installed. Every checkout and every job installs all workspaces,
 * so that is not a team's own matter.
 * @param before its text; empty where there was none
 * @param after its text; empty where it is taken away
 * @returns undefined where only what is known to be harmless changes
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

/** What is no JSON has no field, so that its every field shows up as changed. */
function fieldsOf(text: string): Fields {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}

/** What is no mapping counts as one whose every item is a field, so that each shows up as changed. */
function fields(value: unknown): Fields {
  return Object(value ?? {}) as Fields;
}

function changes(before: Fields, after: Fields): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
}
