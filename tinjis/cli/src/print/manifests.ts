import { stringify } from 'yaml';
import type { Rendering } from '@tinjis/manifests/kustomize/rendered';

/** Rendered objects as one stream of YAML that `kubectl apply --filename -` takes, each with where it came from. */
export function manifestsText(renderings: readonly Rendering[]): string {
  return renderings
    .flatMap((rendering) => ('objects' in rendering ? rendering.objects : []))
    .map(
      ({ object, origin }) =>
        // YAML 1.1 quotes what older readers would take for true or false; folded lines would be no easier to read.
        `# ${origin}\n${stringify(object, { version: '1.1', lineWidth: 0 })}`,
    )
    .join('---\n')
    .trimEnd();
}
