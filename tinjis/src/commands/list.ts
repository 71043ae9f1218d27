import type { CommandModule } from './command.ts';

export interface ListedCommand {
  readonly name: string;
  /** One line for `tinjis --help`. */
  readonly summary: string;
  load(): Promise<{ readonly command: CommandModule }>;
}

/** Every command, in the order `tinjis --help` shows them. */
export const commands: readonly ListedCommand[] = [
];
