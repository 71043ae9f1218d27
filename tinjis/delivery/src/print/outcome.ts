import type { Style } from './style.ts';
import type { ExitCode } from '@tinjis/manifests/failure';

/** A command's findings, in both forms. Same input, same bytes: neither form carries times or machine paths. */
export interface Outcome {
  readonly exit: ExitCode;
  /** For people. Ends without a newline. */
  text(style: Style): string;
  /** For programs: printed by `--json` as one document, with `schema` beside it. */
  readonly json: Readonly<Record<string, unknown>>;
}
