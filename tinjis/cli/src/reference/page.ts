import { type CommandReference, declareCommand } from './describe.ts';
import { Command } from 'commander';
import type { ListedCommand } from '../commands/command.ts';

const head = `# tinjis

<!-- Written by \`npm run reference\` from the commands themselves; a test compares. Change a command's declaration instead. -->

\`\`\`
tinjis COMMAND [arguments] [options]
tinjis COMMAND --help
\`\`\`

In this repository \`npx tinjis\` calls it. Results go to standard output and what is being done to standard error, so output can be piped; \`--json\` prints one JSON document with a \`schema\` number instead of
text. \`NO_COLOR\` and \`FORCE_COLOR\` are heeded. \`-C FOLDER\` works on another repository than the one around the current folder. Completion: \`source <(tinjis completion bash)\`.

| exit code | means |
|---|---|
| 0 | allowed, or nothing found |
| 1 | denied, or something found |
| 2 | the command line is wrong |
| 3 | the repository cannot be read |
| 4 | not known: an input the answer depends on is missing |
| 70 | a fault of tinjis; \`TINJIS_DEBUG=1\` adds the stack |
`;

/** The page of all commands, as Markdown: an overview, then each with arguments, options, notes and examples. */
export function referencePage(commands: readonly CommandReference[]): string {
  const overview = [
    '| command | to |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [${name}](#${name}) | ${cell(summary)} |`),
  ].join('\n');
  return [head, overview, ...commands.map(section)].join('\n\n').replaceAll('\n\n\n', '\n\n').concat('\n');
}

function section({ name, summary, usage, arguments: positional, options, notes, examples }: CommandReference): string {
  const rows = [
    ...positional.map((argument) => row(argument.name, argument)),
    ...options.filter(({ long }) => !everywhere.includes(long)).map((option) => row(option.flags, option)),
  ];
  return [
    `## ${name}`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    fenced(usage),
    ...(rows.length > 0 ? [['| | |', '|---|---|', ...rows].join('\n')] : []),
    ...(notes === '' ? [] : [fenced(notes)]),
    fenced(examples.join('\n'), 'sh'),
  ].join('\n\n');
}

/** Described once, at the top. */
const everywhere = ['--repository', '--json'];

function row(
  name: string,
  { description, default: preset }: { readonly description: string; readonly default?: string },
): string {
  return `| \`${name}\` | ${cell(description)}${preset === undefined ? '' : ` (default: \`${preset}\`)`} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function fenced(text: string, language = ''): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/**
 * Checks the examples of commands against their own declarations: an example that is refused helps nobody.
 * @returns the faults, with their examples
 */
export async function faultyExamples(listed: readonly ListedCommand[]): Promise<readonly string[]> {
  const faults = await Promise.all(
    listed.map(async ({ name, load }) => {
      const { command: module } = await load();
      if (module.examples.length === 0) return [`${name} has no example`];
      return module.examples.flatMap((example) => {
        const said: string[] = [];
        const command = declareCommand(new Command(name), module)
          .exitOverride()
          .action(() => undefined);
        command.configureOutput({ writeErr: (text) => said.push(text) });
        const args = wordsAfter(example, name);
        if (args === undefined) return [`${name}: the example is not about it: ${example}`];
        try {
          command.parse(args, { from: 'user' });
          return [];
        } catch {
          return [`${name}: ${said.join('').trim()}: ${example}`];
        }
      });
    }),
  );
  return faults.flat();
}

/**
 * The words that a shell would give the command: after `tinjis NAME` or `npm run NAME`, up to the first word that the
 * shell reads itself.
 */
function wordsAfter(example: string, name: string): readonly string[] | undefined {
  const [, rest] =
    new RegExp(`(?:^|[|(] ?)(?:tinjis ${name}|npm (?:run )?${name}(?: --)?)(?= |$|\\))([^|>)]*)`).exec(
      example.replaceAll(/\$\([^)]*\)/g, 'x'),
    ) ?? [];
  return rest?.split(' ').filter((word) => word !== '');
}
