import { entry } from '../../entry.ts';
import { podsOf } from '../../answer/connect.ts';
import { argocdAccounts, argocdNamespace } from '@tinjis/rules/argocd/objects';
import { clusterFolder } from '../../model/layout.ts';
import { withSettings, type DeliveryPromise } from '../promise.ts';

/** Argo CD programs that we need; the identity provider's too, if people log in with it. */
const used: readonly string[] = [...argocdAccounts, 'argocd-redis', 'argocd-repo-server'];
const provider = 'argocd-dex-server';

/**
 * Programs that make Applications by themselves, or send messages, are not in use: somebody could take over each of
 * them.
 */
export const programs: DeliveryPromise = {
  name: 'programs',
  says: 'each cluster runs only the programs of Argo CD that it uses',
  findings: {
    'argocd/unused-program': entry(
      '{program} of Argo CD runs on {cluster}, and nobody uses it',
      'Whoever takes over a running program has its rights.',
      'take it out by a patch',
    ),
  },
  prove({ model }, tally) {
    for (const cluster of withSettings(model, tally)) {
      const { name, declared } = cluster;
      const sso = declared.people === 'sso';
      for (const { name: program, resource } of podsOf({ objects: cluster.governance })) {
        if (resource.object.metadata.namespace !== argocdNamespace) continue;
        // Each cluster decides whether people log in through a provider, so each cluster takes its program out.
        const at =
          program === provider
            ? { file: `${clusterFolder(name)}/bootstrap/kustomization.yaml`, line: 1 }
            : resource.at();
        tally.hold(used.includes(program) || (sso && program === provider), () => ({
          code: 'argocd/unused-program',
          args: { program, cluster: name },
          at,
        }));
      }
    }
  },
};
