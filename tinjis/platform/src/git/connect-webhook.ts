import { secretText } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { putJson } from '@tinjis/cluster/files';
import type { GitFolders } from './folders.ts';
import type { Webhook } from './webhook.ts';
import { argocdSecret, nodePorts, type Installation } from '../installation.ts';

/**
 * Tells the git server to send push events to Argo CD, and to trust the certificate that Argo CD made for itself at its
 * first start.
 * @param repository repository URL as Argo CD knows it
 * @param secretFile file with the secret that signs events
 */
export async function connectPushEvents(
  { kubernetes, cluster }: Pick<Installation, 'kubernetes' | 'cluster'>,
  git: GitFolders,
  repository: string,
  secretFile: string,
): Promise<void> {
  const certificate = await waitFor({ what: "Argo CD's certificate", timeout: 180_000 }, async () => {
    const found = secretText(await kubernetes.get(argocdSecret), 'tls.crt');
    return found ? { found } : { instead: 'argocd-server has not made it yet' };
  });
  const webhook: Webhook = {
    url: `https://${cluster.nodeAddress}:${nodePorts.argocd}/api/webhook`,
    repository,
    certificate,
    name: 'argocd-server',
    secretFile,
  };
  putJson(git.webhook, webhook);
}
