import { isUtf8 } from 'node:buffer';
import { Failure } from '@tinjis/manifests/failure';

/** Kubernetes takes no larger Secret. */
const largest = 1024 * 1024;

/**
 * Reads a value to seal from standard input. A line of text loses the line end that `echo` and editors add; several
 * lines and binary data are taken as they are.
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
  const value = withoutLineEnd(all);
  if (value.length === 0) throw new Failure('misuse', { what: 'there is no value on standard input', fix });
  return value;
}

/** A line of text without its line end. In binary data the same bytes are part of the value. */
function withoutLineEnd(bytes: Buffer): Buffer {
  if (!isUtf8(bytes)) return bytes;
  const [line] = /^(?:\P{Cc}|\t)*(?=\r?\n$)/u.exec(bytes.toString()) ?? [];
  return line === undefined ? bytes : bytes.subarray(0, Buffer.byteLength(line));
}
