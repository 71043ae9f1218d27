import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { affectedSince, undelivered } from '../../src/ci/affected.ts';
import { Failure } from '@tinjis/manifests/failure';
import type { Edits } from '@tinjis/delivery/testing/repository';
import { TestRepository } from '@tinjis/delivery/testing/repository';
import { Delivery, digestOf, imageOf, overlayOf, withImages } from './delivery.ts';

export const lab = Lab.script();
const { before, after, beforeEach, afterEach, describe, it } = lab;

const both = ['payments/payment', 'billing/antaeus'];
const nothing = { services: [], delivery: false };

const changes: readonly (readonly [string, Edits, { services: readonly string[]; delivery: boolean }])[] = [
  ['a service', { 'services/payment/src/start.ts': 'x\n' }, { services: ['payments/payment'], delivery: false }],
  [
    'a new file of a service',
    { 'services/antaeus/src/a/b.ts': 'x\n' },
    { services: ['billing/antaeus'], delivery: false },
  ],
  ['a file taken away', { 'services/antaeus/src/start.ts': null }, { services: ['billing/antaeus'], delivery: false }],
  [
    'a rename from one service into the other',
    { 'services/antaeus/src/start.ts': null, 'services/payment/src/s.ts': 'start();\n' },
    { services: both, delivery: false },
  ],
  ['what both share', { 'services/chassis/src/start.ts': 'x\n' }, { services: both, delivery: false }],
  ['the lockfile', { 'package-lock.json': '{"x":1}\n' }, { services: both, delivery: false }],
  ['a Dockerfile', { 'services/payment/Dockerfile': 'FROM x\n' }, { services: ['payments/payment'], delivery: false }],
  ['how images are built', { '.github/scripts/image/build.sh': 'x\n' }, { services: both, delivery: false }],
  [
    'what is in no image',
    { 'services/payment/README.md': 'x\n', 'services/payment/test/a.test.ts': 'x\n', 'README.md': 'x\n' },
    nothing,
  ],
  ['a delivery tree', { 'apps/payments/payment/base/deployment.yaml': 'kind: X\n' }, { services: [], delivery: true }],
  ['governance', { 'clusters/staging/root.yaml': 'x\n' }, { services: [], delivery: true }],
  ['a folder that only begins like one', { 'apps-old/x': 'x\n', 'services/payment/src2/x': 'x\n' }, nothing],
];

describe('affectedSince', () => {
  const repository = new TestRepository();
  before(() => {
    repository.branch('main', withImages);
    for (const [index, [, edits]] of changes.entries()) {
      repository.branch(`change-${index}`, edits, 'main');
    }
    repository.branch('later', { 'services/antaeus/src/start.ts': 'later\n' }, 'main');
    repository.write();
  });
  after(() => {
    repository.remove();
  });

  for (const [index, [what, , expected]] of changes.entries()) {
    it(`finds what ${what} affects`, () => {
      expect(affectedSince(repository.root, 'main', `change-${index}`)).to.equal(expected);
    });
  }

  it('counts from where the branch left, not what came into the base after that', () => {
    expect(affectedSince(repository.root, 'later', 'change-0')).to.equal({
      services: ['payments/payment'],
      delivery: false,
    });
  });

  it('refuses revisions that are not there', () => {
    expect(() => affectedSince(repository.root, 'x', 'main')).to.throw(Failure, 'Git knows no commit x');
    expect(() => affectedSince(repository.root, 'main', 'y')).to.throw(Failure, 'Git knows no commit y');
  });

  const programs = globSync('services/*/Dockerfile', { cwd: join(process.cwd(), '../..') });
  for (const file of programs) {
    it(`reads ${file} of this repository to what the service copies`, () => {
      const text = readFileSync(join(process.cwd(), '../..', file), 'utf8');
      const own = new TestRepository();
      own.branch('main', {
        ...withImages,
        'services/payment/Dockerfile': text.replaceAll(dirname(file), 'services/payment'),
      });
      own.branch('own', { 'services/payment/src/x.ts': 'x' }, 'main');
      own.branch('other', { 'services/antaeus/src/x.ts': 'x' }, 'main');
      own.write();
      const builds = (branch: string) =>
        affectedSince(own.root, 'main', branch).services.some((name) => name === 'payments/payment');
      expect([builds('own'), builds('other')]).to.equal([true, false]);
      own.remove();
    });
  }
});

describe('undelivered', () => {
  let delivery: Delivery;
  beforeEach(async () => {
    delivery = new Delivery();
    await delivery.start();
  });
  afterEach(() => {
    delivery.stop();
  });

  const entry = (service: string, commit: string, digit = 'a'): Edits => ({
    [overlayOf(service, 'staging')]:
      `images:\n  - name: ${service}\n    newName: ${imageOf(service, '').slice(0, -1)}\n    newTag: "${commit}"\n    digest: ${digestOf(digit)}\n`,
  });
  const asked = () => undelivered(delivery.clone(), 'staging');
  const main = () => delivery.origin.git('rev-parse', 'main').trim();

  it('is every service that was never built, or from a commit nobody has', () => {
    expect(asked()).to.equal(both);
    delivery.merge(entry('payment', 'f'.repeat(40)));
    expect(asked()).to.equal(both);
  });

  it('is what changed since the commit that runs, however many pushes ago', () => {
    const commit = main();
    delivery.merge({ ...entry('payment', commit), ...entry('antaeus', commit) });
    expect(asked()).to.equal([]);
    delivery.merge({ 'services/payment/src/start.ts': 'one\n' });
    delivery.merge({ 'README.md': 'two\n' });
    expect(asked()).to.equal(['payments/payment']);
    delivery.merge(entry('payment', main(), 'b'));
    expect(asked()).to.equal([]);
  });

  it('leaves out what is proposed already, unless the proposal is outdated too', () => {
    delivery.merge(entry('antaeus', main()));
    const commit = main();
    delivery.origin.branch('deliver/staging/payments/payment', entry('payment', commit), 'main');
    delivery.origin.write();
    expect(asked()).to.equal([]);
    delivery.merge({ 'services/payment/src/start.ts': 'newer\n' });
    expect(asked()).to.equal(['payments/payment']);
  });

  it('leaves out what has no program here, and builds what has no overlay or one that cannot be read', () => {
    delivery.merge({ 'services/antaeus/Dockerfile': null, [overlayOf('payment', 'staging')]: null });
    expect(asked()).to.equal(['payments/payment']);
    delivery.merge({ [overlayOf('payment', 'staging')]: 'images: 1\n' });
    expect(asked()).to.equal(['payments/payment']);
  });

  it('knows the clusters', () => {
    expect(() => undelivered(delivery.clone(), 'x')).to.throw(Failure, /there is no cluster x/);
  });
});
