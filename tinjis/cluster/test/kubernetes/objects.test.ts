import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { secretText } from '../../src/kubernetes/objects.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the text of a Secret', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };

  it('is decoded, as UTF-8', () => {
    const data = { key: Buffer.from('ein Schlüssel').toString('base64') };
    expect(secretText({ ...secret, data }, 'key')).to.equal('ein Schlüssel');
  });

  it('is empty where the Secret lacks the item, or holds nothing', () => {
    expect(secretText({ ...secret, data: { other: 'eA==' } }, 'key')).to.equal('');
    expect(secretText(secret, 'key')).to.equal('');
  });
});
