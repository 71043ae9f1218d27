import { Failure } from '../failure.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes of a file as text, without a byte-order mark.
 * @throws Failure (unreadable) where the bytes are not UTF-8, which Kubernetes would refuse as well
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Failure('unreadable', {
      what: `${path} is not UTF-8 text`,
      at: { file: path, line: 1 },
      why: 'YAML for Kubernetes is UTF-8; other bytes read differently to different programs',
      fix: 'save the file as UTF-8, or keep binary files out of the delivery folders',
    });
  }
}
