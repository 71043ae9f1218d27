import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { withImages } from '../ci/delivery.ts';
import { TestRepository } from '@tinjis/delivery/testing/repository';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

describe('tinjis affected', () => {
  const repository = new TestRepository();
  before(() => {
    repository.branch('main', withImages);
    repository.branch('work', { 'services/payment/src/start.ts': 'x\n' }, 'main');
    repository.branch('tree', { 'apps/payments/payment/base/deployment.yaml': 'kind: X\n' }, 'work');
    repository.write();
    repository.git('checkout', '--quiet', 'tree');
  });
  after(() => {
    repository.remove();
  });

  async function affected(...args: string[]) {
    const around = surroundings(repository.root);
    return { exit: await run(['affected', ...args], around), out: around.out.join('') };
  }

  it('says which images to build and whether the trees changed', async () => {
    expect(await affected('main')).to.equal({
      exit: 0,
      out: 'images to build: payments/payment\ndelivery trees: changed, see tinjis diff\n',
    });
    expect(await affected('work')).to.equal({
      exit: 0,
      out: 'images to build: none\ndelivery trees: changed, see tinjis diff\n',
    });
    expect((await affected('tree')).out).to.equal('images to build: none\ndelivery trees: as before\n');
    expect(JSON.parse((await affected('main', '--json')).out)).to.include({
      services: ['payments/payment'],
      delivery: true,
    });
  });

  it('says what a cluster does not run yet', async () => {
    expect((await affected('--undelivered', 'staging')).out).to.equal(
      'images to build: payments/payment, billing/antaeus\n',
    );
    expect(await affected('--undelivered', 'nowhere')).to.include({ exit: 2 });
  });

  it('needs a base that is there', async () => {
    expect(await affected()).to.include({ exit: 3 });
  });
});
