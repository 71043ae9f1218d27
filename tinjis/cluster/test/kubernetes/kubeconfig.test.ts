import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { KubeConfig } from '@kubernetes/client-node';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { kubeconfigFor } from '../../src/kubernetes/kubeconfig.ts';
import { putJson } from '../../src/files.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a kubeconfig', () => {
  it('is read by the Kubernetes client as what it was made of', () =>
    inFolder({}, (folder) => {
      const credentials = { certificate: 'the certificate', key: 'the key' };
      const parts = {
        context: 'here',
        cluster: 'one',
        user: 'anna',
        server: 'https://192.0.2.1:6443',
        authority: 'ca',
      };
      const config = new KubeConfig();
      config.loadFromFile(putJson(join(folder, 'config'), kubeconfigFor({ ...parts, credentials })));
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      expect(config.getCurrentContext()).to.equal('here');
      expect(config.getCurrentCluster()).to.include({ name: 'one', server: parts.server, caData: base64('ca') });
      const { certificate, key } = credentials;
      expect(config.getCurrentUser()).to.include({ name: 'anna', certData: base64(certificate), keyData: base64(key) });
    }));
});
