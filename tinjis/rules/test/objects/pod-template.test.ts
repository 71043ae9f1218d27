import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { podSpecPath, templateOf, withTemplate } from '../../src/objects/pod-template.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const metadata = { name: 'payment', namespace: 'payments' };
const template = { metadata: { labels: { app: 'payment' } }, spec: { containers: [{ name: 'payment' }] } };
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2, template } };

describe('the spec of pods', () => {
  it('lies where each kind has it, and nowhere in kinds that start none', () => {
    expect(podSpecPath('Pod')).to.equal(['spec']);
    expect(podSpecPath('StatefulSet')).to.equal(['spec', 'template', 'spec']);
    expect(podSpecPath('CronJob')).to.equal(['spec', 'jobTemplate', 'spec', 'template', 'spec']);
    expect(podSpecPath('Service')).to.be.undefined();
  });
});

describe('the template of pods', () => {
  it('is a part of a workload, and a Pod, or a kind that is not known, is its own', () => {
    expect(templateOf(deployment)).to.equal(template);
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
    expect(templateOf(pod)).to.equal(pod);
    const custom = { apiVersion: 'example.org/v1', kind: 'Runner', metadata, spec: template.spec };
    expect(templateOf(custom)).to.equal(custom);
  });

  it('is empty where an object lacks it', () => {
    expect(templateOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata })).to.equal({});
  });

  it('is replaced, and the rest of the object stays', () => {
    const other = { metadata: { labels: { tier: 'front' } }, spec: { containers: [] } };
    const spec = { replicas: 2, template: { metadata: { labels: { tier: 'front' } }, spec: { containers: [] } } };
    expect<object>(withTemplate(deployment, other)).to.equal({ ...deployment, spec });
    expect(deployment.spec.template).to.equal(template);
  });

  it('leaves a Pod its name and namespace', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
    const other = { metadata: { labels: { a: 'b' } }, spec: {} };
    const expected = { ...pod, metadata: { ...metadata, labels: { a: 'b' } }, spec: {} };
    expect<object>(withTemplate(pod, other)).to.equal(expected);
  });

  it('is written where an object has none yet', () => {
    const bare = { apiVersion: 'batch/v1', kind: 'CronJob', metadata };
    expect(templateOf(withTemplate(bare, { spec: { containers: [] } }))).to.equal({
      metadata: {},
      spec: { containers: [] },
    });
  });
});
