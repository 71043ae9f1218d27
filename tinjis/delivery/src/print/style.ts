import picocolors from 'picocolors';

/** Marks around words on a terminal; each returns its text unchanged if colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/**
 * Chooses colours for a stream by the usual rules: `NO_COLOR` wins, then `FORCE_COLOR`, then whether it is a terminal.
 * @see https://no-color.org
 */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const on = env['NO_COLOR']
    ? false
    : env['FORCE_COLOR']
      ? env['FORCE_COLOR'] !== '0'
      : stream.isTTY === true && env['TERM'] !== 'dumb';
  const { bold, dim, red, green, yellow } = picocolors.createColors(on);
  return { bold, dim, red, green, yellow };
}
