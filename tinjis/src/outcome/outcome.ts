import type { ExitCode } from './exit-codes.ts';

/** Marks put around words on a terminal; each returns its text unchanged where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/** What a command found, in both forms. Same input, same bytes: neither form carries times or machine paths. */
export interface Outcome {
  readonly exit: ExitCode;
  /** For people. Ends without a newline. */
  text(style: Style): string;
  /** For programs: printed by `--json` as one document, with `schema` beside it. */
  readonly json: Readonly<Record<string, unknown>>;
}
