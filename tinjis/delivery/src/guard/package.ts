import { isDeepStrictEqual } from 'node:util';

/** Fields of a package.json that no program here acts on. */
const described = ['description', 'keywords', 'author', 'contributors', 'homepage', 'bugs', 'license'];

/** Scripts that run only where somebody names them. Any other could be one that npm runs by itself at an install. */
const named = ['start', 'test', 'bench', 'fuzz'];

/**
 * Says what of a package.json changes that acts on others: scripts that npm runs by itself, programs it would put in
 * every job's way (`bin`), the package's name, what is installed. Every checkout and every job installs all workspaces,
 * so that is not a team's own matter.
 * @param before its text; undefined where there was none
 * @param after its text; undefined where it is taken away
 * @returns undefined where only what is known to be harmless changes
 */
export function packageFault(before: string | undefined, after: string | undefined): string | undefined {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  if (!was || !is) return 'it is missing or cannot be read on one side of the change';
  const changed = changes(was, is).filter((field) => !described.includes(field));
  const others = changed.filter((field) => field !== 'scripts');
  const scripts = changed.includes('scripts')
    ? changes(fields(was['scripts']), fields(is['scripts'])).filter((name) => !named.includes(name))
    : [];
  const found = [...others, ...scripts.map((name) => `scripts.${name}`)];
  return found.length === 0 ? undefined : `it changes ${found.join(', ')}`;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(text: string | undefined): Fields | undefined {
  try {
    return fields(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

/** What is no mapping counts as one whose every item is a field: then each shows up as changed. */
function fields(value: unknown): Fields {
  return Object(value ?? {}) as Fields;
}

function changes(before: Fields, after: Fields): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
}
