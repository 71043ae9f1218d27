import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import type { Outcome } from '@tinjis/delivery/print/outcome';

/** The streams of a command. Only the frame writes results to standard output. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** A command's input besides its own arguments. */
export interface CommandContext extends Streams {
  /** Folder in which the command was called. */
  readonly cwd: string;
  /**
   * Top folder of the repository: the folder of `--repository`, or the nearest parent of `cwd` that holds
   * policies/teams.yaml.
   */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The source of SIGINT and SIGTERM, for a command that runs until they come. */
  readonly signals: EventEmitter;
  /** Every command. */
  readonly commands: readonly ListedCommand[];
  /** Reports progress on standard error. Not for results. */
  progress(line: string): void;
}

export interface Invocation {
  /** Positional arguments in order, with variadic ones flattened and absent ones left out. */
  readonly args: readonly string[];
  /** Options by their long name in camelCase, as commander parses them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: CommandContext;
}

/**
 * The one shape of a command. A file `commands/NAME.ts` exports `command: CommandModule`; one line in
 * `commands/list.ts` plugs it in.
 *
 * `run` returns an outcome for good and bad findings alike, and throws only `Failure` (wrong usage, unreadable
 * repository). It neither prints results nor exits: the frame (`cli.ts`) adds `--json`, `--repository`, colours and
 * exit codes. Modules are loaded when called, so a command's imports cost the others nothing.
 */
export interface CommandModule {
  /** Whole command lines as users type them, the most useful first; `--help` and docs/cli.md show them. */
  readonly examples: readonly string[];
  /** The command reads no repository: `root` is the folder in which it was called. */
  readonly anywhere?: true;
  /** Adds arguments, options and help text to a commander command that already has its name and summary. */
  declare(command: Command): void;
  run(invocation: Invocation): Promise<Outcome> | Outcome;
}

/** A command's name, with a loader that is called only when the command runs. */
export interface ListedCommand {
  readonly name: string;
  /** One line for `tinjis --help`. */
  readonly summary: string;
  load(): Promise<{ readonly command: CommandModule }>;
}
