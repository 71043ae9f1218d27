import { parse, parseAllDocuments } from 'yaml';
import { sealingCertificateFile } from '@tinjis/delivery/seal/certificate';
import { keyFile, sealingKey } from '@tinjis/delivery/plan/adopt/certificate';
import { type LiveObject, secretText } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { localCluster } from '@tinjis/platform/installation';
import { ensureSealingKeys } from '@tinjis/platform/secrets/sealing-keys';
import { addInvoices, billingRun } from '../../billing/load.ts';
import { isReady } from '@tinjis/cluster/kubernetes/pods';
import { type DeliverySetup, syncedAt } from '../../pushes/setup.ts';
import { tinjisOrFail } from '../../harness/tinjis.ts';
import type { LiveCheck } from '../../harness/check.ts';

/** Files with sealed values, and the name by which `tinjis seal` addresses their owner. */
const sealedFiles = {
  'payments/payment': 'apps/payments/payment/overlays/local/sealed-secrets.yaml',
  'billing/antaeus': 'apps/billing/antaeus/overlays/local/sealed-secrets.yaml',
  platform: 'clusters/local/bootstrap/sealed-secrets.yaml',
} as const;

const someInvoices = 20;

/**
 * The cluster gets a new sealing key, and every value is sealed anew for it, so the old key may be given up:
 *
 *     kubectl apply -f NEW-KEY            # a Secret as `tinjis adopt` writes it; keep a copy in the safe
 *     kubectl delete pod -n kube-system -l name=sealed-secrets-controller        # keys are read at the start
 *     put the certificate into clusters/CLUSTER/bootstrap/sealing-certificate.pem
 *     kubectl get secret -n NAMESPACE SECRET -o jsonpath='{.data.ITEM}' | base64 -d \
 *       | tinjis seal TEAM/SERVICE --cluster CLUSTER --secret SECRET --item ITEM   # for each value; merge
 *
 * Then the old key is taken out of use, and a lost Secret still comes back.
 */
export function sealingKeyRenewal(setup: DeliverySetup): LiveCheck {
  const { kubernetes, context, platform, url } = setup;
  return {
    name: 'sealing-key-renewal',
    title: 'a new sealing key takes over: every value is sealed anew, and a lost Secret comes back without the old key',
    within: 300,
    run: async () => {
      const old = await activeKeys(setup);
      const made = sealingKey(`sealed-secrets ${localCluster}`);
      await kubernetes.create(parse(keyFile(localCluster, made)) as LiveObject);
      await ensureSealingKeys({ kubernetes, folders: context.folders });
      await restartController(setup);
      await platform.update();
      await platform.write(sealingCertificateFile(localCluster), made.certificate);
      const values = await sealAnew(setup);
      await platform.commit('Seal every value for the new sealing key');
      const commit = await platform.push();
      await syncedAt(setup, ['platform', 'payment', 'antaeus'], commit);

      context.putBack('the old sealing keys', () => use(setup, old, 'active'));
      await use(setup, old, 'retired');
      await restartController(setup);
      const lost = { apiVersion: 'v1', kind: 'Secret', namespace: 'billing', name: 'antaeus-payment-api-key' };
      const before = await kubernetes.get(lost);
      await kubernetes.delete(lost);
      const after = await waitFor({ what: 'the lost Secret to come back', timeout: 60_000 }, async () => {
        const found = await kubernetes.find(lost);
        return found ? { found } : { instead: 'it is not there' };
      });
      const same = JSON.stringify(after['data']) === JSON.stringify(before['data']);
      await use(setup, old, 'active');
      await addInvoices(kubernetes, someInvoices);
      const { state, failed } = await billingRun(url);
      const faults = [
        ...(same ? [] : ['the Secret that came back holds something else']),
        ...(state === 'finished' && failed === 0
          ? []
          : [`billing afterwards is ${state}, ${failed} without a verdict`]),
      ];
      return {
        passed: faults.length === 0,
        observed: `${values} values sealed anew, beside ${old.length} older keys`,
        explanation: faults,
        measures: { values },
      };
    },
  };
}

/** Seals each value in the repository for the certificate in the clone. @returns how many values */
async function sealAnew({ kubernetes, platform }: DeliverySetup): Promise<number> {
  let values = 0;
  for (const [owner, file] of Object.entries(sealedFiles)) {
    for (const document of parseAllDocuments(await platform.read(file))) {
      const sealed = document.toJS() as LiveObject | null;
      if (sealed?.kind !== 'SealedSecret') continue;
      const { name, namespace = '' } = sealed.metadata;
      const secret = await kubernetes.get({ apiVersion: 'v1', kind: 'Secret', namespace, name });
      for (const item of Object.keys((sealed['spec'] as { encryptedData: object }).encryptedData)) {
        const args = ['seal', owner, '--cluster', localCluster, '--secret', name, '--item', item];
        await tinjisOrFail(args, platform.folder, secretText(secret, item));
        values += 1;
      }
    }
  }
  return values;
}

const keys = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system' } as const;
const label = 'sealedsecrets.bitnami.com/sealed-secrets-key';

async function activeKeys({ kubernetes }: DeliverySetup): Promise<readonly string[]> {
  return (await kubernetes.list(keys, { labels: `${label}=active` })).map(({ metadata }) => metadata.name);
}

async function use({ kubernetes }: DeliverySetup, names: readonly string[], as: 'active' | 'retired'): Promise<void> {
  await Promise.all(
    names.map((name) => kubernetes.patch({ ...keys, name }, { metadata: { labels: { [label]: as } } })),
  );
}

/** Restarts the controller: it reads its keys when it starts. */
async function restartController({ kubernetes }: DeliverySetup): Promise<void> {
  const pods = { apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system' };
  const selection = { labels: 'name=sealed-secrets-controller' };
  const before = (await kubernetes.list(pods, selection)).map(({ metadata }) => metadata.name);
  await Promise.all(before.map((name) => kubernetes.delete({ ...pods, name }, { graceSeconds: 1 })));
  await waitFor({ what: 'a new sealed-secrets controller', timeout: 60_000 }, async () => {
    const fresh = (await kubernetes.list(pods, selection)).filter(({ metadata }) => !before.includes(metadata.name));
    return fresh.some(isReady) ? { found: true } : { instead: 'not ready' };
  });
}
