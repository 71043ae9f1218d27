import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { affectedStep, gate, gateStep, skippedJobs } from '../../src/ci/steps.ts';
import { runStep, type Step } from '../../src/ci/step.ts';
import { Delivery } from './delivery.ts';
import fc from 'fast-check';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('the steps of a pull request', () => {
  const delivery = new Delivery();
  let clone: string;
  before(async () => {
    await delivery.start();
    delivery.merge({ 'services/payment/src/start.ts': 'newer();\n' });
    clone = delivery.clone();
  });
  after(() => {
    delivery.stop();
  });

  async function step(run: Step, env: Record<string, string>) {
    const said: string[] = [];
    return { exit: await runStep('step', run, { env, root: clone, say: (line) => said.push(line) }), said };
  }
  const own = { HEAD_REPOSITORY: 'a/b', GITHUB_REPOSITORY: 'a/b' };

  it('hand on which services to build and which jobs to skip', async () => {
    expect((await step(affectedStep, { BASE: 'HEAD^', ...own })).said).to.equal([
      'services=["payments/payment"]',
      'skip=["difference","comment"]',
    ]);
    expect((await step(affectedStep, { BASE: 'HEAD', ...own })).said).to.equal([
      'services=[]',
      'skip=["image","difference","comment"]',
    ]);
    expect((await step(affectedStep, { UNDELIVERED: 'staging' })).said).to.equal([
      'services=["payments/payment","billing/antaeus"]',
    ]);
    for (const env of [own, { BASE: 'HEAD', GITHUB_REPOSITORY: 'a/b' }, { BASE: 'HEAD', HEAD_REPOSITORY: 'a/b' }]) {
      expect((await step(affectedStep, env)).exit).to.equal(2);
    }
  });

  it('gate by the results of the jobs', async () => {
    const needs = (result: string) =>
      JSON.stringify({ affected: { result: 'success', outputs: { skip: '[]' } }, test: { result } });
    expect(await step(gateStep, { NEEDS: needs('success') })).to.equal({
      exit: 0,
      said: ['✔ affected: success', '✔ test: success'],
    });
    expect(await step(gateStep, { NEEDS: needs('cancelled') })).to.equal({
      exit: 1,
      said: ['✔ affected: success', '✘ test: cancelled'],
    });
    expect((await step(gateStep, { NEEDS: '{' })).exit).to.equal(2);
  });

  it('run as the scripts the workflows call, one after the other', async () => {
    const file = join(clone, 'out');
    const affected = await delivery.script('affected.ts', clone, {
      BASE: 'HEAD^',
      HEAD_REPOSITORY: 'x/fork',
      GITHUB_OUTPUT: file,
    });
    expect(affected.exit).to.equal(0);
    const outputs = Object.fromEntries(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=', 2) as [string, string]),
    );
    const needs = (image: string) =>
      JSON.stringify({
        affected: { result: 'success', outputs },
        image: { result: image },
        comment: { result: 'skipped' },
      });
    expect((await delivery.script('gate.ts', clone, { NEEDS: needs('success') })).exit).to.equal(0);
    expect((await delivery.script('gate.ts', clone, { NEEDS: needs('skipped') })).exit).to.equal(1);
  });
});

const job = (result: string, skip?: string) => ({ result, ...(skip !== undefined && { outputs: { skip } }) });
const passes = (needs: Parameters<typeof gate>[0]) => gate(needs).every(({ passed }) => passed);
const plan = job('success', '["image"]');

describe('gate', () => {
  it('passes where every job succeeded, or was skipped as planned', () => {
    expect(passes({ affected: plan, test: job('success'), image: job('skipped') })).to.be.true();
    expect(passes({ affected: plan, test: job('success'), image: job('success') })).to.be.true();
  });

  it('passes in no other case', () => {
    const results = fc.constantFrom('success', 'failure', 'cancelled', 'skipped', '', 'neutral');
    fc.assert(
      fc.property(results, results, results, (affected, test, image) => {
        const fine = affected === 'success' && test === 'success' && ['success', 'skipped'].includes(image);
        expect(passes({ affected: job(affected, '["image"]'), test: job(test), image: job(image) })).to.equal(fine);
      }),
    );
  });

  it('does not take a plan that is missing or none', () => {
    for (const needs of [
      {},
      { test: job('success') },
      { affected: job('success') },
      { affected: job('success', '') },
      { affected: job('success', '{}') },
    ]) {
      expect(passes(needs)).to.be.false();
    }
  });

  it('says why', () => {
    expect(gate({ affected: plan, test: job('skipped'), image: job('skipped') }).map(({ says }) => says)).to.equal([
      'success',
      'skipped although it was meant to run',
      'skipped, as it was meant to be',
    ]);
  });
});

describe('skippedJobs', () => {
  it('are those that have nothing to do, or may not', () => {
    expect(skippedJobs({ services: [], delivery: false }, false)).to.equal(['image', 'difference', 'comment']);
    expect(skippedJobs({ services: ['a/b'], delivery: true }, false)).to.equal([]);
    expect(skippedJobs({ services: ['a/b'], delivery: true }, true)).to.equal(['comment']);
    expect(skippedJobs({ services: ['a/b'], delivery: false }, true)).to.equal(['difference', 'comment']);
  });
});
