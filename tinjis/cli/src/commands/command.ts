import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import type { Outcome } from '@tinjis/delivery/print/outcome';

/** Where a command reads and writes. Results go to standard output by the frame alone. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** What a command is given besides its own arguments. */
export interface CommandContext extends Streams {
  /** Folder the command was called in. */
  readonly cwd: string;
  /**
   * Top folder of the repository: that of `--repository`, or the nearest parent of `cwd` that holds
   * policies/teams.yaml.
   */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where SIGINT and SIGTERM are heard by a command that runs until then. */
  readonly signals: EventEmitter;
  /** Every command there is. */
  readonly commands: readonly ListedCommand[];
  /** Says on standard error what is being done. Not for results. */
  progress(line: string): void;
}

export interface Invocation {
  /** Positional arguments in order; a variadic one flattened; absent ones left out. */
  readonly args: readonly string[];
  /** Options by their long name in camelCase, as commander parses them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: CommandContext;
}

/**
 * The one shape of a command. A file `commands/NAME.ts` exports `command: CommandModule`; one line in
 * `commands/list.ts` plugs it in.
 *
 * `run` returns an outcome for whatever it found, good or bad, and throws only `Failure` (wrong usage, unreadable
 * repository). It neither prints results nor exits: the frame (`cli.ts`) adds `--json`, `--repository`, colours and
 * exit codes. Modules are loaded when called, so what a command imports costs the others nothing.
 */
export interface CommandModule {
  /** Whole command lines as people type them, the most useful first; `--help` and docs/cli.md show them. */
  readonly examples: readonly string[];
  /** It reads no repository: `root` is the folder it was called in. */
  readonly anywhere?: true;
  /** Adds arguments, options and help text to a commander command that already has its name and summary. */
  declare(command: Command): void;
  run(invocation: Invocation): Promise<Outcome> | Outcome;
}

/** A command by its name; what it consists of is loaded when it is called. */
export interface ListedCommand {
  readonly name: string;
  /** One line for `tinjis --help`. */
  readonly summary: string;
  load(): Promise<{ readonly command: CommandModule }>;
}
