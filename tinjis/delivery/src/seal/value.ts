import { Failure } from '@tinjis/manifests/failure';

/** Kubernetes takes no larger Secret. */
const largest = 1024 * 1024;

/**
 * Reads a value to seal from standard input. A one-line value loses the line end that `echo` and editors add; a longer
 * value is taken as it is.
 * @throws Failure (misuse) at a terminal, where typing would show the value, for no value, and for a value that no
 * Secret can hold
 */
export async function readSecretValue(
  stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean },
): Promise<Buffer> {
  const fix = 'pipe it in: openssl rand -base64 24 | tinjis seal …';
  if (stdin.isTTY) throw new Failure('misuse', { what: 'the value would show on the terminal while it is typed', fix });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largest)
      throw new Failure('misuse', {
        what: 'the value is larger than 1 MiB, which no Secret holds',
        fix: 'seal a key, and keep the data elsewhere',
      });
    chunks.push(bytes);
  }
  const all = Buffer.concat(chunks);
  const end = all.indexOf(10);
  const value = end === all.length - 1 && end >= 0 ? all.subarray(0, all[end - 1] === 13 ? end - 1 : end) : all;
  if (value.length === 0) throw new Failure('misuse', { what: 'there is no value on standard input', fix });
  return value;
}
