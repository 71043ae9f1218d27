import { workloadsOf } from '../../answer/target.ts';
import { describe } from '../../diagnose/catalogue.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/settings';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { readCertificate, sealingCertificateFile } from '../../seal/certificate.ts';
import { lintCertificate, lintSecret } from '../../seal/lint.ts';
import type { Context, DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/** Bytes of the RSA key that sealed-secrets makes itself, for a cluster whose certificate is not here. */
const usualModulus = 512;

/** Secrets are in Git sealed for one name in one namespace, and in no other form. */
export const secrets: DeliveryPromise = {
  name: 'secrets',
  says: 'secrets are in Git only sealed, each for its own name and namespace, and what they are sealed by is sound',
  prove(context, tally) {
    const { model } = context;
    for (const cluster of model.clusters) {
      const modulusBytes = proveCertificate(context, cluster.name, tally);
      for (const resource of cluster.governance.all) {
        proveObject(resource, resource.object.metadata.namespace ?? argocdNamespace, modulusBytes, tally);
      }
      for (const team of model.teams.developers) {
        for (const resource of workloadsOf(model, cluster, team.name).flatMap(({ objects }) => objects.all)) {
          proveObject(resource, team.namespace, modulusBytes, tally);
        }
      }
    }
  },
};

/** A value sealed for a certificate that is no good opens nowhere. One that ends soon is worth a word in time. */
function proveCertificate({ tree, now }: Context, cluster: string, tally: Tally): number {
  const file = sealingCertificateFile(cluster);
  if (tree.kind(file) !== 'file') return usualModulus;
  const pem = tree.text(file);
  const found = lintCertificate(pem, file, now);
  const soon = found.filter(({ code }) => code === 'secrets/certificate-ends');
  tally.notes.push(...soon.map((finding) => `${file}: ${describe(finding).says}`));
  tally.judged(found.filter((finding) => !soon.includes(finding)));
  const certificate = readCertificate(pem, file, now);
  return 'refusal' in certificate ? usualModulus : certificate.modulusBytes;
}

function proveObject(resource: Resource<Secret>, namespace: string, modulusBytes: number, tally: Tally): void {
  const { kind } = resource.object;
  if (kind === 'SealedSecret' || (kind === 'Secret' && isPlain(resource.object)))
    tally.judged(lintSecret(resource, { namespace, modulusBytes }));
}

/** A Secret without values is filled by the cluster. */
function isPlain({ metadata, data, stringData }: Secret): boolean {
  return Object.values({ ...data, ...stringData }).some(
    (value) => metadata.namespace !== argocdNamespace || !isReference(value),
  );
}

/** Argo CD replaces `$name:key` in its own Secret by another Secret's value: a reference is no secret. */
function isReference(value: string): boolean {
  return /^\$[a-z0-9-]+:[a-z0-9-]+$/.test(value);
}
