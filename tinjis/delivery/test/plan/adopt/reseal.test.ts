import { createHash } from 'node:crypto';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { loadTeams } from '../../../src/load/teams.ts';
import { organisation } from '../../../testing/organisation.ts';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { resealCluster, type Resealed } from '../../../src/plan/adopt/reseal.ts';
import { sealingCertificateFile } from '../../../src/seal/certificate.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = organisation;
const teams = loadTeams(tree);

/** Values by the Secret and item they were sealed for; a ciphertext here is only a number. */
function reseal(
  cluster: string,
  on = tree,
): { readonly sealed: ReadonlyMap<string, string>; readonly result: Resealed } {
  const sealed = new Map<string, string>();
  let made = 0;
  const result = resealCluster(on, teams, cluster, {
    random: () => `random${(made += 1)}`,
    seal: ({ namespace, name, item }, value) => {
      sealed.set(`${namespace}/${name}/${item}`, value);
      return `AgNumber${sealed.size}`;
    },
  });
  return { sealed, result };
}

const antaeus = (cluster: string): string => `apps/billing/antaeus/overlays/${cluster}/sealed-secrets.yaml`;
const apiKeys = 'apps/payments/payment/overlays/staging/api-keys.json';

describe('resealCluster()', () => {
  it('gives every value of the cluster a successor, all different, and leaves all but the ciphertexts', () => {
    const { sealed, result } = reseal('staging');
    expect(sealed.size).to.equal(result.values);
    expect(new Set(sealed.values()).size).to.equal(sealed.size);
    const file = antaeus('staging');
    const without = (text: string): string => text.replaceAll(/: Ag\S+/g, ': sealed').replace(/^(?:#.*\n){2}/, '');
    expect(result.writes[file]).not.to.equal(tree.text(file));
    expect(without(String(result.writes[file]))).to.equal(without(tree.text(file)));
    expect(Object.keys(result.writes).every((path) => !path.includes('production'))).to.be.true();
  });

  it('says in the file whose certificate it is sealed for', () => {
    expect(String(reseal('staging').result.writes[antaeus('staging')])).to.startWith(
      `# Sealed for this cluster's certificate: ${sealingCertificateFile('staging')}.\n`,
    );
  });

  it('gives the service the hash of the key its caller shows, with the roles it had', () => {
    const { sealed, result } = reseal('staging');
    const key = sealed.get('billing/antaeus-payment-api-key/payment-api-key');
    expect(key).to.match(/^pay_[\w-]{43}$/);
    expect(JSON.parse(String(result.writes[apiKeys]))).to.equal([
      { caller: 'antaeus', roles: ['charge', 'read'], sha256: createHash('sha256').update(String(key)).digest('hex') },
    ]);
  });

  it('keeps a rotation under way, with two new keys', () => {
    const file = antaeus('staging');
    const rotating = tree
      .text(file)
      .replace(/^ {4}payment-api-key: (.*)$/m, '    payment-api-key: $1\n    payment-api-key.next: $1');
    const { sealed, result } = reseal('staging', changedTree(tree, { [file]: rotating }));
    const hashes = ['payment-api-key', 'payment-api-key.next'].map((item) =>
      createHash('sha256')
        .update(String(sealed.get(`billing/antaeus-payment-api-key/${item}`)))
        .digest('hex'),
    );
    expect((JSON.parse(String(result.writes[apiKeys])) as { sha256: string }[]).map(({ sha256 }) => sha256)).to.equal(
      hashes,
    );
  });

  it('drops hashes of keys whose holder it does not know', () => {
    const entry = { caller: 'somebody', roles: ['admin'], sha256: 'a'.repeat(64) };
    expect(
      reseal('staging', changedTree(tree, { [apiKeys]: JSON.stringify([entry]) })).result.writes[apiKeys],
    ).to.equal('[]\n');
  });

  it('names what another system issues, and hands out what another system must be told', () => {
    const { sealed, result } = reseal('production');
    expect(result.toSet.map(({ item }) => item)).to.equal([
      'argocd-sso/github-client-id',
      'argocd-sso/github-client-secret',
    ]);
    expect(result.toTell).to.equal([
      { item: 'argocd-webhooks/github', value: String(sealed.get('argocd/argocd-webhooks/github')) },
    ]);
  });

  it('passes over other kinds, and items without a value', () => {
    const file = antaeus('staging');
    const text =
      'kind: ConfigMap\nmetadata: {name: a}\n---\nkind: SealedSecret\nmetadata: {name: a, namespace: b}\n---\n' +
      'kind: SealedSecret\nmetadata: {name: a, namespace: b}\nspec:\n  encryptedData:\n    list: [x]\n    one: old\n';
    expect(reseal('staging', changedTree(tree, { [file]: text })).result.writes[file]).to.match(
      /list: \[x\]\n {4}one: AgNumber\d+\n$/,
    );
  });
});
