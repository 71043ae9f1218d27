import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { destination, ownPath, imageReferenceOf, withTag } from '../../src/images/place.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const written = 'ghcr.io/tinjis/tinjis-delivery';
const mirror = { push: '192.0.2.2:5000', insecure: true, naming: 'mirror' } as const;
const own = { push: 'registry.example:443/team', insecure: false, naming: 'own' } as const;

describe('the name of an image', () => {
  it('stays as manifests write it, below the registry that nodes ask for it', () => {
    const official = imageReferenceOf('pause', { official: 'registry.k8s.io/pause:3.10' }, ownPath(mirror, written));
    expect(official).to.equal('registry.k8s.io/pause:3.10');
    expect(destination(mirror, official)).to.equal('192.0.2.2:5000/registry.k8s.io/pause:3.10');
    const ours = imageReferenceOf('postgresql', { tag: '18.4' }, ownPath(mirror, written));
    expect(ours).to.equal(`${written}/postgresql:18.4`);
    expect(destination(mirror, ours)).to.equal(`192.0.2.2:5000/${written}/postgresql:18.4`);
  });

  it('is after the registry where that is somebody’s own', () => {
    const ours = imageReferenceOf('postgresql', { tag: '18.4' }, ownPath(own, written));
    expect(ours).to.equal('registry.example:443/team/postgresql:18.4');
    expect(destination(own, ours)).to.equal(ours);
  });

  it('takes another tag, and keeps the port of its host', () => {
    expect(withTag('192.0.2.2:5000/quay.io/argoproj/argocd:v3.6.1', 'abc')).to.equal(
      '192.0.2.2:5000/quay.io/argoproj/argocd:abc',
    );
  });
});
