import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { adoptionText } from '../../src/print/adoption.ts';
import { styleFor } from '@tinjis/delivery/print/style';

export const lab = Lab.script();
const { describe, it } = lab;

const plain = styleFor({}, {});
const planned = {
  tree: memoryTree({}),
  writes: { 'a.yaml': 'a\n' },
  clusters: ['staging', 'production'],
  rekeyed: [],
  kept: [],
  keys: undefined,
};

describe('adoptionText()', () => {
  it('says what would be done', () => {
    expect(adoptionText(planned, plain)).to.equal(
      [
        '+ a.yaml',
        '',
        'staging and production would get a new sealing key, and every sealed value a successor.',
        '1 files to write; nothing written.',
      ].join('\n'),
    );
  });

  it('says what a person has to do with each key, and prints no secret', () => {
    const rekeyed = [
      {
        cluster: 'staging',
        fingerprint: 'AB:CD',
        values: 2,
        writes: {},
        secret: { 'staging-sealing-key.yaml': 'PRIVATE' },
        toSet: [{ file: 'b.yaml', item: 'sso/id' }],
        toTell: [{ item: 'hooks/github', value: 'HIDDEN' }],
      },
    ];
    const text = adoptionText({ ...planned, rekeyed, kept: ['shop: ann'], keys: '../keys' }, plain);
    expect(text).to.equal(
      [
        '+ a.yaml',
        '',
        'staging: 2 values sealed for certificate AB:CD',
        '  The private key lies in ../keys: staging-sealing-key.yaml. Keep it in a password manager or a safe, never in Git.',
        "  Whoever has it can open every value of this cluster; without it a lost cluster's values are lost. Its first lines say how to load it.",
        '  To be told to another system: hooks/github, from the same folder.',
        '  To be set by you, in place of the stand-in in b.yaml: npx tinjis seal platform --cluster staging --secret sso --item id',
        '',
        '1 files written; commit them together.',
        'Members left as they are: shop: ann. Change them in policies/teams.yaml, then run npx tinjis generate.',
      ].join('\n'),
    );
  });
});
