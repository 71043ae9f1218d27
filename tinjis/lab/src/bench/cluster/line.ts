/** What is measured, with what is aimed at. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'min' | 'MiB';
  /** Upper bound; none where nothing was promised. */
  readonly aim?: number;
}

/** One line of the report; a missed aim is marked. */
export function line({ what, value, unit, aim }: Figure): string {
  const digits = unit === 'MiB' ? 0 : unit === 'min' || value >= 100 ? 1 : 2;
  const figure = `${what.padEnd(56)} ${value.toFixed(digits).padStart(8)} ${unit}`;
  return aim === undefined ? figure : `${figure}   ${value <= aim ? '✔' : '✘'} (aim: ${aim} ${unit})`;
}
