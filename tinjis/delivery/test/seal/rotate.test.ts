import { generateKeyPairSync } from 'node:crypto';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parse } from 'yaml';
import { digestOf, type KeyEntry, newApiKey } from '../../src/seal/api-keys.ts';
import { strictLabel } from '../../src/seal/item.ts';
import { rotate, type Rotation, type RotationStep } from '../../src/seal/rotate.ts';
import { openItem } from '../../testing/open-item.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = { namespace: 'billing', name: 'antaeus-payment-api-key' };
const others: readonly KeyEntry[] = [{ caller: 'other', roles: ['read'], sha256: 'a'.repeat(64) }];

const begin = (keys: readonly KeyEntry[] = others): Rotation => ({
  caller: 'antaeus',
  secret,
  item: 'payment-api-key',
  sealed: { file: 'sealed.yaml', text: '' },
  keys: { file: 'keys.json', text: JSON.stringify(keys) },
});
const take = (step: RotationStep, at: Rotation): Rotation => {
  const { sealed, keys } = at;
  const done = rotate(step, at, publicKey);
  if ('refusal' in done) throw new Error(done.refusal.what);
  const { [sealed.file]: sealedText = sealed.text, [keys.file]: keysText = keys.text } = done.writes;
  return { ...at, sealed: { ...sealed, text: sealedText }, keys: { ...keys, text: keysText } };
};
const refusalOf = (step: RotationStep, at: Rotation): string => {
  const done = rotate(step, at, publicKey);
  return 'refusal' in done ? done.refusal.what : 'nothing';
};
const opened = ({ sealed }: Rotation, item = 'payment-api-key'): string | undefined => {
  const value = (parse(sealed.text) as { spec: { encryptedData: Record<string, string> } }).spec.encryptedData[item];
  return value && openItem(privateKey, strictLabel(secret.namespace, secret.name), value)?.toString();
};
const accepted = ({ keys }: Rotation): KeyEntry[] => JSON.parse(keys.text) as KeyEntry[];
const works = (at: Rotation): boolean =>
  accepted(at).some(({ caller, sha256 }) => caller === 'antaeus' && sha256 === digestOf(String(opened(at))));

describe('rotate', () => {
  it('keeps the key the caller shows among those the called service accepts, at every step', () => {
    const first = take('start', begin());
    expect(works(first)).to.be.true();
    const started = take('start', first);
    expect(opened(started)).to.equal(opened(first));
    expect(works(started)).to.be.true();
    expect(accepted(started)).to.have.length(3);
    const switched = take('switch', started);
    expect(opened(switched)).to.equal(opened(started, 'payment-api-key.next')).and.not.to.equal(opened(first));
    expect(opened(switched, 'payment-api-key.next')).to.be.undefined();
    expect(works(switched)).to.be.true();
    const finished = take('finish', switched);
    expect(works(finished)).to.be.true();
    expect(accepted(finished).map(({ caller }) => caller)).to.equal(['other', 'antaeus']);
    expect(accepted(finished)[0]).to.equal(others[0]);
  });

  it('gives the new key the roles of the current one, and the first key those of a caller', () => {
    expect(accepted(take('start', begin())).at(-1)?.roles).to.equal(['charge', 'read']);
    expect(
      accepted(take('start', begin([{ caller: 'antaeus', roles: ['charge'], sha256: 'b'.repeat(64) }]))).at(-1)?.roles,
    ).to.equal(['charge']);
  });

  it('never writes the key itself', () => {
    const started = take('start', begin());
    expect(started.keys.text + started.sealed.text)
      .not.to.contain(String(opened(started)))
      .and.not.to.contain('pay_');
  });

  it('refuses steps out of order', () => {
    const first = take('start', begin());
    const started = take('start', first);
    expect(refusalOf('start', started)).to.contain('under way');
    expect(refusalOf('finish', started)).to.contain('does not use the new key yet');
    expect(refusalOf('switch', first)).to.contain('no item payment-api-key.next');
    expect(refusalOf('finish', first)).to.contain('no old key to drop');
  });

  it('refuses files it cannot read', () => {
    for (const keys of [
      '',
      '{}',
      '[null]',
      '[{"caller":"a"}]',
      '[{"caller":"a","sha256":"x"}]',
      '[{"caller":1,"sha256":"x"}]',
    ]) {
      expect(refusalOf('start', { ...begin(), keys: { file: 'keys.json', text: keys } })).to.contain('keys file');
    }
    expect(refusalOf('start', { ...begin(), sealed: { file: 'sealed.yaml', text: 'a: [' } })).to.contain(
      'not valid YAML',
    );
    const braces =
      'kind: SealedSecret\nmetadata: {name: antaeus-payment-api-key, namespace: billing}\nspec: {encryptedData: {a: AgA}}\n';
    expect(refusalOf('start', { ...begin(), sealed: { file: 'sealed.yaml', text: braces } })).to.contain('braces');
  });
});

describe('newApiKey', () => {
  it('has 256 random bits after its prefix', () => {
    const keys = Array.from({ length: 100 }, newApiKey);
    expect(new Set(keys).size).to.equal(100);
    expect(keys.every((key) => /^pay_[\w-]{43}$/.test(key))).to.be.true();
  });
});
