import { createHash } from 'node:crypto';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { waitFor } from '@tinjis/cluster/wait';
import { nodeIn } from '@tinjis/cluster/kubernetes/node-in-pod';
import { livePods, type NamedWorkload } from '@tinjis/cluster/kubernetes/pods';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const digestFile = `
  const file = require('node:fs').readFileSync(process.argv[1]);
  process.stdout.write(require('node:crypto').createHash('sha256').update(file).digest('hex'));`;

/**
 * Waits until a mounted file of a workload's pods holds a text. "Synced" is not enough: the kubelet brings a changed
 * Secret or ConfigMap into a running pod at its next look, up to a minute and a half later. A change of the pod, such
 * as an annotation, makes it look at once: `kubectl annotate pod -n payments -l app.kubernetes.io/name=payment
 * --overwrite looked-at="$(date)"`.
 * @param text what the file must hold; only its digest is compared in the pod
 */
export async function untilMounted(
  kubernetes: Kubernetes,
  workload: NamedWorkload,
  file: string,
  text: string,
): Promise<void> {
  await waitFor({ what: `${file} of ${workload.name} to be the new one`, timeout: 120_000, every: 1000 }, async () => {
    await Promise.all(
      (await livePods(kubernetes, workload)).map(({ metadata: { name } }) =>
        kubernetes.tryPatch(
          { apiVersion: 'v1', kind: 'Pod', namespace: workload.namespace, name },
          { metadata: { annotations: { 'checks.tinjis.io/looked-at': new Date().toISOString() } } },
        ),
      ),
    );
    const digest = await nodeIn(kubernetes, workload, ['-e', digestFile, file]);
    return digest === digestOf(text) ? { found: true } : { instead: 'it is the old one' };
  });
}
