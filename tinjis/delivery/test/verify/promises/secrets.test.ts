import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readRepository, type Repository } from '../../../src/load/repository.ts';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';
import { secrets, lintCertificate, lintSecret } from '../../../src/verify/promises/secrets.ts';
import { type Proof, proofOf } from '../../../src/verify/verify.ts';
import { sound } from '../../../testing/certificates.ts';
import { base, contextOf, reader } from '../proving.ts';
import { parse } from 'yaml';
import { sentencesOf } from '../../../src/entry.ts';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/staging/bootstrap/sealing-certificate.pem';

function proved(now: string, changes: Readonly<Record<string, Change>> = {}): Proof {
  const { tree, model } = readRepository(changedTree(base, changes), reader) as Repository;
  return proofOf(secrets, contextOf(tree, model, new Date(now)));
}
const codes = ({ breaches }: Proof): string[] => [...new Set(breaches.map(({ code }) => code))];

describe('the promise about secrets', () => {
  it('holds while the certificate does', () => {
    const tally = proved('2030-01-01');
    expect(tally.breaches).to.equal([]);
    expect(tally.notes).to.equal([]);
    expect(tally.cases).to.be.above(4);
  });

  it('says a word in time before the certificate ends, and is broken after', () => {
    const soon = proved('2036-11-10');
    expect(soon.breaches).to.equal([]);
    expect(soon.notes).to.equal([`${file}: the sealing certificate ends in 10 days`]);
    expect(proved('2036-12-01').breaches.map(({ code, at }) => [code, at.file])).to.equal([
      ['secrets/certificate', file],
    ]);
  });

  it('holds the values against the key of the certificate, or the usual one where there is none', () => {
    expect(codes(proved('2030-01-01', { [file]: sound }))).to.equal(['secrets/item']);
    expect(codes(proved('2030-01-01', { [file]: null }))).to.equal([]);
    expect(codes(proved('2030-01-01', { [file]: 'no certificate' }))).to.equal(['secrets/certificate']);
  });
});

const good = Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(256 + 16)]).toString('base64');
const sealed = `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: s, namespace: billing, annotations: {note: x}}
spec:
  encryptedData: {a: ${good}}
  template: {metadata: {name: s, namespace: billing}}
`;
const lint = (text: string) => {
  const object = parse(text) as KubernetesObject;
  const resource: Resource = { object, at: (path = []) => ({ file: path.join('.'), line: 1 }) };
  const findings = lintSecret(resource, { namespace: 'billing', modulusBytes: 256 });
  expect(
    findings.map((finding) => sentencesOf(secrets.findings, finding).says).filter((says) => /\{|undefined/.test(says)),
  ).to.equal([]);
  return findings.map(({ code, at }) => `${code} at ${at.file}`);
};

describe('lintSecret', () => {
  it('has nothing against a sound SealedSecret, nor against other kinds', () => {
    expect(lint(sealed)).to.be.empty();
    expect(lint(sealed.replace(/ {2}template.*\n/, ''))).to.be.empty();
    expect(lint('{kind: Deployment, metadata: {name: d}}')).to.be.empty();
  });

  for (const [what, text, codes] of [
    ['a plain Secret', '{kind: Secret, metadata: {name: s, namespace: billing}}', ['secrets/plain at kind']],
    [
      'plain data in the template',
      sealed.replace('template: {', 'template: {data: {a: b}, '),
      ['secrets/plain at spec.template.data'],
    ],
    [
      'another namespace',
      sealed.replaceAll('namespace: billing', 'namespace: payments'),
      ['secrets/namespace at metadata.namespace'],
    ],
    ['no namespace', sealed.replaceAll(', namespace: billing', ''), ['secrets/namespace at metadata.namespace']],
    [
      'a cluster-wide scope',
      sealed.replace('note: x', 'sealedsecrets.bitnami.com/cluster-wide: "true"'),
      ['secrets/scope at metadata.annotations.sealedsecrets.bitnami.com/cluster-wide'],
    ],
    [
      'a wide scope in the template',
      sealed.replace(
        'template: {metadata: {',
        'template: {metadata: {annotations: {sealedsecrets.bitnami.com/namespace-wide: "true"}, ',
      ),
      ['secrets/scope at spec.template.metadata.annotations.sealedsecrets.bitnami.com/namespace-wide'],
    ],
    [
      'a template of another name',
      sealed.replace('template: {metadata: {name: s,', 'template: {metadata: {name: t,'),
      ['secrets/template at spec.template.metadata.name'],
    ],
    [
      'a token of an account',
      sealed.replace('template: {', 'template: {type: kubernetes.io/service-account-token, '),
      ['secrets/token at spec.template.type'],
    ],
    [
      'no spec',
      '{kind: SealedSecret, metadata: {name: s, namespace: billing}}',
      ['secrets/empty at spec.encryptedData'],
    ],
    ['a value in the open', sealed.replace(good, 'hunter2'), ['secrets/item at spec.encryptedData.a']],
    ['a number', sealed.replace(good, '5'), ['secrets/item at spec.encryptedData.a']],
  ] as const) {
    it(`finds ${what}`, () => {
      expect(lint(text)).to.equal([...codes]);
    });
  }
});

describe('lintCertificate', () => {
  const codes = (now: string) => lintCertificate(sound, 'c.pem', new Date(now)).map(({ code }) => code);

  it('warns thirty days before the end, and refuses after it', () => {
    expect([codes('2030-01-01'), codes('2126-09-29'), codes('2126-10-10'), codes('2127-01-01')]).to.equal([
      [],
      [],
      ['secrets/certificate-ends'],
      ['secrets/certificate'],
    ]);
  });
});
