import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { LiveCheck } from '../../src/harness/check.ts';
import type { LeftOut, Result } from '../../src/harness/report.ts';
import { runGroup } from '../../src/harness/run.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const passes = (name: string, more: Partial<LiveCheck> = {}): LiveCheck => ({
  name,
  title: name,
  run: () => Promise.resolve({ passed: true }),
  ...more,
});

const checks = [
  passes('plain'),
  passes('loss', { breaks: 'everything' }),
  passes('elsewhere', { impossible: 'it is not this machine' }),
];

/** The checks that ran and those left out, with their reasons. */
interface Ran {
  readonly run: readonly string[];
  readonly leftOut: Readonly<Record<string, string>>;
}

async function ran(only: readonly string[], freshCluster: boolean): Promise<Ran> {
  const run: Result[] = [];
  const leftOut: LeftOut[] = [];
  await runGroup(
    { name: 'group', title: 'a group', load: () => Promise.reject(new Error('it is loaded already')) },
    { width: 1, alone: true, open: () => Promise.resolve(checks) },
    {
      // These checks ask nothing of a cluster.
      context: { freshCluster } as never,
      only,
      interrupted: new AbortController().signal,
      result: (result) => void run.push(result),
      leftOut: (left) => void leftOut.push(left),
    },
  );
  return { run: run.map(({ name }) => name), leftOut: Object.fromEntries(leftOut.map(({ name, why }) => [name, why])) };
}

describe('a group of live checks', () => {
  it('leaves out what breaks something, and what cannot be tried here, each with its reason', async () => {
    const { run, leftOut } = await ran([], false);
    expect(run).to.equal(['plain']);
    expect(leftOut['loss']).to.contain('it breaks everything');
    expect(leftOut['elsewhere']).to.equal('it is not this machine');
  });

  it('tries what breaks something on a cluster of its own, and where it is named', async () => {
    expect((await ran([], true)).run).to.equal(['plain', 'loss']);
    expect((await ran(['group/loss'], false)).run).to.equal(['loss']);
  });

  it('leaves out what cannot be tried here even where it is named', async () => {
    const { run, leftOut } = await ran(['group/elsewhere'], true);
    expect(run).to.equal([]);
    expect(Object.keys(leftOut)).to.equal(['elsewhere']);
  });
});
