import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { generate } from '../src/generate/generate.ts';
import { loadTeams } from '../src/load/teams.ts';
import { findDrift } from '../src/model/generated.ts';
import { organisation, teamFile } from './organisation.ts';

/** Another line of the entry of the example organisation's cluster `production`. */
export const toHub = 'argocd: {hub: staging, server: "https://10.99.7.2:6443"}';

/**
 * The example organisation where the clusters named do not get an Argo CD of the platform's.
 * @param argocd by the name of a cluster, the line that says so
 * @param also what else is another in the team file
 */
export function withoutArgocd(
  argocd: Readonly<Record<string, string>>,
  also: (text: string) => string = (text) => text,
): Tree {
  const text = Object.entries(argocd).reduce(
    (before, [cluster, line]) => before.replace(new RegExp(`^  ${cluster}:$`, 'm'), `$&\n    ${line}`),
    teamFile,
  );
  const told = changedTree(organisation, {
    'policies/teams.yaml': also(text),
    // Argo CD's own secrets: its webhooks' and its identity provider's.
    ...Object.fromEntries(Object.keys(argocd).map((name) => [`clusters/${name}/bootstrap/sealed-secrets.yaml`, null])),
  });
  const drift = findDrift(told, generate(loadTeams(told), told));
  return changedTree(told, Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])));
}
