import { X509Certificate } from 'node:crypto';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { loadTeams } from '../../../src/load/teams.ts';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { rekey, sealedClusters } from '../../../src/plan/adopt/keys.ts';
import { sealingCertificateFile } from '../../../src/seal/certificate.ts';
import { itemFault } from '../../../src/seal/item.ts';
import { delivery } from '../../../testing/smallest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'apps/shop/cart/overlays/local/sealed-secrets.yaml';
const secret = (name: string, item: string): string =>
  `kind: SealedSecret\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  encryptedData:\n    ${item}: old\n`;
const tree = (text: string): ReturnType<typeof memoryTree> =>
  memoryTree({ ...delivery, [sealingCertificateFile('local')]: 'old', [file]: text });

describe('sealedClusters()', () => {
  it('are those that have a sealing certificate', () => {
    expect(sealedClusters(tree(''), loadTeams(tree('')))).to.equal(['local']);
    expect(sealedClusters(memoryTree(delivery), loadTeams(tree('')))).to.equal([]);
  });
});

describe('rekey()', () => {
  it('seals every value for a new certificate, whose private part is kept out of the repository', () => {
    const on = tree(secret('cart-database', 'password'));
    const { writes, secret: kept, fingerprint } = rekey(on, loadTeams(on), 'local');
    expect(Object.keys(kept)).to.equal(['local-sealing-key.yaml']);
    expect(JSON.stringify(writes)).not.to.contain('PRIVATE KEY');
    expect(new X509Certificate(String(writes[sealingCertificateFile('local')])).fingerprint256).to.equal(fingerprint);
    expect(itemFault(/password: (\S+)/.exec(String(writes[file]))?.[1] ?? '', 512)).to.be.undefined();
  });

  it('hands out what another system must be told', () => {
    const on = tree(secret('argocd-webhooks', 'github'));
    const { secret: kept } = rekey(on, loadTeams(on), 'local');
    expect(kept['local-values.txt']).to.match(/\nargocd-webhooks\/github: [\w-]{43}\n$/);
  });
});
