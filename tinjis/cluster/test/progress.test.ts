import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { progressOf, type Timing } from '../src/progress.ts';
import { Failure } from '@tinjis/manifests/failure';

export const lab = Lab.script();
const { describe, it } = lab;

/** A clock that advances by a second and a half at each look. */
function clock(reminder = 60_000): Timing {
  let now = -1500;
  return { now: () => (now += 1500), reminder };
}

describe('progress', () => {
  it('says of each step how long it took, how long it is since the start, and what it was', async () => {
    const lines: string[] = [];
    const progress = progressOf((line) => lines.push(line), clock());
    expect(await progress.step('registry', () => 'there')).to.equal('there');
    progress.note('a choice');
    expect(lines).to.equal(['   1.5s     4.5s  registry', '                  a choice']);
  });

  it('says that a long step is still under way, and no more once it is done', async () => {
    const lines: string[] = [];
    const progress = progressOf((line) => lines.push(line), clock(20));
    await progress.step('program built', () => sleep(50));
    expect(lines[0]).to.equal('   1.5s     4.5s  … program built: not yet');
    expect(String(lines.at(-1))).to.match(/s {2}program built$/);
    const said = lines.length;
    await sleep(50);
    expect(lines).to.have.length(said);
  });

  it('ends at a step that fails, with the step, the log and the fix', async () => {
    const lines: string[] = [];
    const progress = progressOf((line) => lines.push(line), clock());
    const failed = await expect(
      progress.step(
        'registry',
        () => {
          throw new Error('no answer');
        },
        { log: 'logs/registry.log', fix: 'free the port' },
      ),
    ).to.reject(Failure, 'registry: no answer');
    expect(failed).to.include({
      exit: 1,
      explanation: { what: 'registry: no answer', why: 'logs/registry.log says more', fix: 'free the port' },
    });
    expect(lines).to.equal(['   1.5s     4.5s  ✘ registry']);
  });

  it('lets a step say by itself what was wrong', async () => {
    const own = new Failure('misuse', { what: 'there is no Docker', fix: 'install it' });
    const progress = progressOf(() => undefined);
    expect(await progress.step('kind', () => Promise.reject(own)).catch((error: unknown) => error)).to.shallow.equal(
      own,
    );
  });

  it('knows a fix where the step knows none', async () => {
    const failed = await expect(
      progressOf(() => undefined).step('registry', () => Promise.reject(new Error('no answer'))),
    ).to.reject(Failure);
    expect((failed as Failure).explanation.fix).to.contain('run the same command again');
    expect((failed as Failure).explanation.why).to.be.undefined();
  });
});
