import type { CommandReference, OptionReference } from '../describe.ts';

/** A script for fish, to be sourced, or kept as `tinjis.fish` in its folder of completions. */
export function fishCompletion(commands: readonly CommandReference[]): string {
  return [
    '# tinjis completion fish',
    ...commands.flatMap(({ name, summary, options }) => [
      `complete -c tinjis -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...options.map(
        (option) =>
          `complete -c tinjis -n '__fish_seen_subcommand_from ${name}' ${flags(option)} -d ${quoted(option.description)}`,
      ),
    ]),
  ].join('\n');
}

function flags({ long, short, takesValue }: OptionReference): string {
  return [
    `-l ${long.slice(2)}`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(takesValue ? ['-r'] : []),
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
