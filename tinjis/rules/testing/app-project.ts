import type { AppProject, AppProjectSpec } from '../src/argocd/objects.ts';
import type { Ruling } from '../src/ruling.ts';
import type { Resource } from '../src/objects/located.ts';
import { resource } from './resource.ts';

/** An AppProject named `payments`, its places as `payments.yaml:spec/…`. */
export function project(spec: AppProjectSpec, name = 'payments'): Resource<AppProject> {
  return resource({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name }, spec });
}

/** A ruling with a line for each reason: `deny`, then `CODE BASIS PLACE`. */
export function told({ verdict, reasons }: Ruling): string[] {
  const place = (at: Ruling['reasons'][0]['at']): string =>
    'searched' in at
      ? `searched ${at.searched.map(({ file, line }) => `${file}:${line}`).join(', ')}`
      : `${at.file}:${at.line}`;
  return [
    verdict,
    ...reasons.map(({ code, basis, at }) => `${code} ${basis} ${place(at)}`.replaceAll(/\.yaml:([^,]*?):1\b/g, ' $1')),
  ];
}
