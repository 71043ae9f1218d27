/** Where progress is shown. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows progress: one line that grows on a terminal, a line at each tenth elsewhere.
 *
 * @param what is being added
 * @returns to be told how many are done, of how many
 */
export function showProgress(stream: ProgressStream, what: string): (done: number, total: number) => void {
  let shown = -1;
  return (done, total) => {
    const tenths = Math.floor((done / total) * 10);
    const text = `${done} of ${total} ${what}`;
    if (stream.isTTY) {
      const bar = '#'.repeat(tenths * 2).padEnd(20, '.');
      stream.write(`\r[${bar}] ${text}${done === total ? '\n' : ''}`);
    } else if (tenths > shown) {
      stream.write(`${text}\n`);
      shown = tenths;
    }
  };
}
