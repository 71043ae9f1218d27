import { type GeneratedFile, mark } from '../model/generated.ts';

export type { GeneratedFile };

/** A generated file: the mark, then the text without its surrounding blank lines. */
export function generated(path: string, text: string): GeneratedFile {
  return { path, text: `${mark}\n${text.trim()}\n` };
}

/** Each line indented, for text that goes into a block of another. */
export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** The API server as Argo CD names the cluster it runs in. */
export const thisCluster = 'https://kubernetes.default.svc';
