import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { serviceOn, workloadsOf, type ClusterModel } from '../../src/model/model.ts';
import { readRepository, type Repository } from '../../src/load/repository.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { model } = readRepository(diskTree(join(process.cwd(), 'testing/fixtures/base'))) as Repository;
const cluster = model.clusters[0] as ClusterModel;

describe('workloadsOf()', () => {
  it('finds the folders of several teams, of which the platform has none', () => {
    const found = workloadsOf(model, cluster, 'platform', 'billing', 'payments');
    expect(found.map(({ service }) => service.service)).to.equal(['antaeus', 'payment']);
  });
});

describe('serviceOn()', () => {
  it('finds a service with its team, and refuses a name that the team file does not have', () => {
    expect(serviceOn(model, cluster, { team: 'payments', service: 'payment' }).team.namespace).to.equal('payments');
    for (const name of [
      { team: 'nobody', service: 'payment' },
      { team: 'payments', service: 'antaeus' },
    ]) {
      expect(() => serviceOn(model, cluster, name)).to.throw(RangeError, /the team file has no service/);
    }
  });
});
