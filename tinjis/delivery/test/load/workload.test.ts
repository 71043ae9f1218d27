import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { imagined } from '@tinjis/rules/objects/objects';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { withFirstBuilds } from '../../src/load/workload.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ image: 'a' }, { image: 'b' }] },
} as KubernetesObject;

describe('an image that was never built', () => {
  it('is what a build would enter, and stands at its entry', () => {
    const written = imagined(pod, { file: 'pod.yaml', line: 1 });
    const { object, at } = withFirstBuilds(written, [{ name: 'a', at: { file: 'kustomization.yaml', line: 2 } }], 'r');
    expect(JSON.stringify(object)).to.match(/"image":"r\/a:0{40}@sha256:0{64}"},{"image":"b"/);
    expect(at(['spec', 'containers', 0, 'image']).file).to.equal('kustomization.yaml');
    expect(at(['spec', 'containers', 1, 'image']).file).to.equal('pod.yaml');
  });
});
