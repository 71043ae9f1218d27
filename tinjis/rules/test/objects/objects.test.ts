import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { groupOf, imagined, namespacedName, Objects } from '../../src/objects/objects.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const at = { file: 'a.yaml', line: 1 };
const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

describe('an object', () => {
  it('is of the group before the slash, and of the core group without one', () => {
    expect(groupOf(object('apps/v1', 'Deployment', 'x'))).to.equal('apps');
    expect(groupOf(object('v1', 'Service', 'x'))).to.equal('');
  });

  it('is named with its namespace where it has one', () => {
    expect(namespacedName(object('v1', 'Service', 'payment', 'payments'))).to.equal('payments/payment');
    expect(namespacedName(object('v1', 'Namespace', 'payments'))).to.equal('payments');
  });

  it('that stands in no file is said to lie where it was imagined', () => {
    expect(imagined(object('v1', 'Pod', 'x'), at).at(['spec', 'containers', 0])).to.equal(at);
  });
});

describe('objects', () => {
  const deployment = imagined(object('apps/v1', 'Deployment', 'payment', 'payments'), at);
  const other = imagined(object('apps/v1', 'Deployment', 'antaeus', 'billing'), at);
  const namespace = imagined(object('v1', 'Namespace', 'payments'), at);
  const objects = new Objects([deployment, namespace, other]);

  it('are found by kind, in the order they were read', () => {
    expect(objects.kind('apps/Deployment')).to.equal([deployment, other]);
    expect(objects.kind('/Namespace')).to.equal([namespace]);
    expect(objects.kind('/Deployment')).to.equal([]);
    expect(objects.all).to.have.length(3);
  });

  it('are found by namespace, and objects without one by the empty name', () => {
    expect(objects.inNamespace('apps/Deployment', 'billing')).to.equal([other]);
    expect(objects.inNamespace('/Namespace', '')).to.equal([namespace]);
    expect(objects.inNamespace('apps/Deployment', 'elsewhere')).to.equal([]);
  });

  it('are found by namespace and name; of two the same, the last', () => {
    expect(objects.get('apps/Deployment', 'payments/payment')).to.shallow.equal(deployment);
    expect(objects.get('/Namespace', 'payments')).to.shallow.equal(namespace);
    expect(objects.get('apps/Deployment', 'billing/payment')).to.be.undefined();
    const again = imagined(deployment.object, { file: 'b.yaml', line: 1 });
    expect(new Objects([deployment, again]).get('apps/Deployment', 'payments/payment')).to.shallow.equal(again);
  });
});
