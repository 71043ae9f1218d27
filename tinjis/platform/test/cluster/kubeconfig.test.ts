import { delimiter, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { kubeconfigOf } from '../../src/cluster/kubeconfig.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const cluster = (name: string) => ({ name, cluster: { server: 'https://192.0.2.1:6443' } });
const user = (name: string) => ({ name, user: { token: 'x' } });
const context = (name: string, ofCluster: string, ofUser: string) => ({
  name,
  context: { cluster: ofCluster, user: ofUser },
});
const kubeconfig = (parts: Readonly<Record<'clusters' | 'users' | 'contexts', readonly object[]>>) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...parts });

const files = {
  first: kubeconfig({ clusters: [cluster('a')], users: [user('anna')], contexts: [context('one', 'a', 'anna')] }),
  second: kubeconfig({
    clusters: [cluster('b')],
    users: [user('ben')],
    contexts: [context('two', 'b', 'ben'), context('torn', 'b', 'anna')],
  }),
  '.kube/config': kubeconfig({
    clusters: [cluster('c')],
    users: [user('cora')],
    contexts: [context('usual', 'c', 'cora')],
  }),
  broken: 'clusters: [',
};

describe('the kubeconfig of a context', () => {
  it('is the one of the listed files that has it', () =>
    inFolder(files, (folder) => {
      const env = { KUBECONFIG: ['first', 'missing', 'second'].map((name) => join(folder, name)).join(delimiter) };
      expect(kubeconfigOf('two', env)).to.equal(join(folder, 'second'));
      expect(kubeconfigOf('one', env)).to.equal(join(folder, 'first'));
    }));

  it('is the usual one where none is named', () =>
    inFolder(files, (folder) => {
      expect(kubeconfigOf('usual', { HOME: folder })).to.equal(join(folder, '.kube', 'config'));
    }));

  it('is a path from the root, whatever folder was written', () =>
    inFolder(files, (folder) => {
      const relative = join('..', '..', '..', '..', '..', '..', '..', '..', folder, 'first');
      expect(kubeconfigOf('one', { KUBECONFIG: relative })).to.equal(join(folder, 'first'));
    }));

  it('is none for a context that no file has; those that are there are named', () =>
    inFolder(files, (folder) => {
      const env = { KUBECONFIG: ['first', 'second'].map((name) => join(folder, name)).join(delimiter) };
      const error = expect(() => kubeconfigOf('three', env)).to.throw() as unknown as {
        explanation: { what: string; why: string };
      };
      expect(error.explanation.what).to.contain('there is no context three').and.to.contain(join(folder, 'second'));
      expect(error.explanation.why).to.equal('there is one, two, torn');
      expect(() => kubeconfigOf('three', { KUBECONFIG: join(folder, 'missing') })).to.throw(/no context three/);
    }));

  it('is none where the context is torn over two files, and says how to join them', () =>
    inFolder(files, (folder) => {
      const env = { KUBECONFIG: ['first', 'second'].map((name) => join(folder, name)).join(delimiter) };
      const error = expect(() => kubeconfigOf('torn', env)).to.throw() as unknown as { explanation: { fix: string } };
      expect(error.explanation.fix).to.contain('--flatten --context torn');
    }));

  it('is none where a file cannot be read', () =>
    inFolder(files, (folder) => {
      expect(() => kubeconfigOf('one', { KUBECONFIG: join(folder, 'broken') })).to.throw(
        /broken cannot be read as a kubeconfig/,
      );
    }));
});
