import { posix } from 'node:path';
import type { Explanation } from '../failure.ts';

interface Known {
  readonly pattern: RegExp;
  /** Said of the match; `file` and `line` groups of the pattern become the place. */
  readonly what: (groups: Record<string, string>) => string;
  readonly why: string;
  readonly fix: string;
}

/**
 * kustomize's messages wrap one another; each of these finds the part that tells a person what to do. Both 4.5.4 and 5
 * word them so.
 */
const known: readonly Known[] = [
  {
    pattern: /yaml: line (?<line>\d+): (?<fault>.*) in File: (?<file>[^\s"]+)/,
    what: ({ file, fault }) => `${file} is not YAML: ${fault}`,
    why: 'nothing can be rendered from a file that cannot be read',
    fix: 'correct the line; indentation and colons are the usual cause',
  },
  {
    pattern:
      /(?:invalid Kustomization|error converting YAML to JSON): (?:yaml: |json: )?(?:line (?<line>\d+): )?(?<fault>.*)/,
    what: ({ fault }) => `the kustomization cannot be read: ${fault}`,
    why: 'kustomize refuses what it does not know, so that a misspelt field is not lost',
    fix: 'correct the field or the line',
  },
  {
    pattern: /json: (?<fault>unknown field "[^"]*"|cannot unmarshal.*)/,
    what: ({ fault }) => `the kustomization cannot be read: ${fault}`,
    why: 'kustomize refuses what it does not know, so that a misspelt field is not lost',
    fix: 'correct the field',
  },
  {
    pattern: /security; file '(?<path>[^']+)' is not in or below '(?<folder>[^']+)'/,
    what: ({ path, folder }) => `${folder} reads ${path}, which lies outside its folder`,
    why: 'a kustomization reads files of its own folder only; other folders it may build upon',
    fix: 'move the file into the folder, or name the folder that holds it',
  },
  {
    pattern: /may not add resource with an already registered id: (?<id>.*?)'?(?::|$)/m,
    what: ({ id }) => `two files define the same object, ${id}`,
    why: 'one of them would be lost',
    fix: 'delete one, or make it a patch',
  },
  {
    pattern: /no matches for Id (?<id>[^;]+); failed to find unique target for patch/,
    what: ({ id }) => `a patch is meant for ${id}, which is not among the objects`,
    why: 'a patch without a target changes nothing',
    fix: 'correct the kind, name or namespace in the patch',
  },
  {
    pattern: /evalsymlink failure on '(?<path>[^']+)'/,
    what: ({ path }) => `${path} is named but not there`,
    why: 'everything a kustomization names must be in the repository',
    fix: 'correct the path, or add the file',
  },
  {
    pattern: /cycle detected: candidate root '(?<path>[^']+)'/,
    what: ({ path }) => `${path} builds upon itself`,
    why: 'it would never end',
    fix: 'take one of the references out',
  },
  {
    pattern: /missing kind in object/,
    what: () => 'a file holds something without a kind',
    why: 'every object says what it is by apiVersion and kind',
    fix: 'add the kind, or take the file out of resources',
  },
  {
    pattern: /accumulating resources from '(?<file>[^']+)': (?<fault>(?!'|accumulat)[^'\n]*)': must build at directory/,
    what: ({ file, fault }) => `${file} cannot be taken in: ${fault}`,
    why: 'what a kustomization lists are files of Kubernetes objects, or folders with a kustomization',
    fix: 'correct the file, or take it off the list',
  },
];

/**
 * Turns what kustomize said about a folder into a message with what, where, why and how to fix.
 * @param said standard error of kustomize with paths from the repository's top; kubectl may have made a log line of it
 */
export function explain(folder: string, said: string): Explanation {
  const message = said
    .replace(/^.*\berr="((?:[^"\\]|\\.)*)".*$/s, (_, quoted: string) => quoted.replace(/\\(.)/g, '$1'))
    .replace(/^.*\berr=<\s*(.*?)\s*>\s*$/s, '$1');
  const inside = innermost(folder, message);
  for (const { pattern, what, why, fix } of known) {
    const match = pattern.exec(message);
    if (!match) continue;
    const groups = match.groups ?? {};
    const { file, line = '1' } = groups;
    const at = { file: file === undefined ? inside : posix.join(inside, file), line: Number(line) };
    return { what: `${inside}: ${what(groups)}`, at, why, fix };
  }
  const fault = message
    .replace(/^.*recursed accumulation of path '[^']*': /s, '')
    .replace(/^Error: /, '')
    // It repeats the whole entry of the kustomization.
    .replace(/with config: `[^`]*`: /g, '')
    .replaceAll(/\s*\n\s*/g, ' ');
  return {
    what: `${inside}: kustomize could not render it: ${fault || 'it ended without a word'}`,
    at: { file: inside, line: 1 },
    why: 'what a cluster gets must render before it can be judged',
    fix: 'correct what kustomize names',
  };
}

/** The folder that kustomize was in: each message wraps that of a folder below. Its wrappers have digits for names. */
function innermost(folder: string, message: string): string {
  const paths = [...message.matchAll(/recursed accumulation of path '([^']*)'/g)].map(([, path = '']) => path);
  return paths.findLast((path) => !/^\d+$/.test(path)) ?? folder;
}
