import { type Argument, Command } from 'commander';
import type { CommandModule, ListedCommand } from '../commands/command.ts';

/** A command's complete command line, read from its declaration. */
export interface CommandReference {
  readonly name: string;
  readonly summary: string;
  /** As in `tinjis can [options] [who]`. */
  readonly usage: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly default?: string }[];
  readonly options: readonly OptionReference[];
  /** The text of its help below the options; may be empty. */
  readonly notes: string;
  readonly examples: readonly string[];
}

export interface OptionReference {
  /** As in `-n, --namespace <name>`. */
  readonly flags: string;
  /** As in `--namespace`. */
  readonly long: string;
  /** As in `-n`. */
  readonly short?: string;
  readonly takesValue: boolean;
  readonly description: string;
  readonly default?: string;
}

/** Describes commands, in their order. */
export function describeCommands(listed: readonly ListedCommand[]): Promise<readonly CommandReference[]> {
  return Promise.all(
    listed.map(async ({ name, summary, load }) => {
      const { command: module } = await load();
      const command = declareCommand(new Command('tinjis').command(name).description(summary), module);
      return {
        name,
        summary,
        usage: `tinjis ${name} ${command.usage()}`,
        arguments: command.registeredArguments.map(describeArgument),
        options: command.options.map(({ flags, long, short, required, optional, description, defaultValue }) => ({
          flags,
          description,
          long: String(long),
          takesValue: required || optional,
          ...(short !== undefined && { short }),
          ...(defaultValue !== undefined && { default: String(defaultValue) }),
        })),
        notes: notesOf(new Command(name), module.declare),
        examples: module.examples,
      };
    }),
  );
}

function describeArgument(argument: Argument): CommandReference['arguments'][number] {
  const { description, defaultValue } = argument as Argument & { readonly defaultValue?: unknown };
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return {
    name: argument.required ? `<${name}>` : `[${name}]`,
    description,
    ...(defaultValue !== undefined && { default: String(defaultValue) }),
  };
}

/** The text that a declaration appends to the help. */
function notesOf(command: Command, declare: (command: Command) => void): string {
  declare(command);
  const written: string[] = [];
  command.configureOutput({ writeOut: (text) => written.push(text) }).outputHelp();
  return written.join('').slice(command.helpInformation().length).trim();
}

/**
 * Gives a command its complete command line: its own arguments and options, those of every command, and its examples.
 */
export function declareCommand(command: Command, { declare, examples, anywhere }: CommandModule): Command {
  declare(command);
  if (!anywhere)
    command.option('-C, --repository <folder>', 'the delivery repository, when it is not the one around this folder');
  return command
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      ['', examples.length > 1 ? 'Examples:' : 'Example:', ...examples.map((line) => `  ${line}`)].join('\n'),
    );
}
