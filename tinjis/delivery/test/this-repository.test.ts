import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { can, read, verify } from '../src/api.ts';
import { answerOutcome } from '../src/print/answer.ts';
import { serviceOn } from '../src/model/model.ts';
import { diskTree } from '@tinjis/manifests/tree/disk';
import type { Repository } from '../src/load/repository.ts';
import { parseQuestion } from '../src/model/parse-question.ts';
import type { Report } from '../src/verify/verify.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = diskTree(join(process.cwd(), '../..'));
const plain = { bold: same, dim: same, red: same, green: same, yellow: same };

function same(text: string): string {
  return text;
}

describe('this repository', () => {
  it('keeps every promise, in thousands of cases', { timeout: 60000 }, () => {
    const { kept, proofs } = verify(tree) as Report;
    expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(kept).to.be.true();
    expect(proofs.length).to.be.at.least(20);
    for (const { name, cases } of proofs) {
      expect(cases, name).to.be.above(0);
    }
  });

  it('answers alike on every cluster, and says so once', async () => {
    const { model } = read(tree) as Repository;
    const question = parseQuestion(model.teams, 'payments-dev', 'sync', 'payments/payment');
    const { exit, text } = answerOutcome(
      question,
      await can(
        model,
        question,
        model.clusters.map(({ name }) => name),
      ),
    );
    expect(exit).to.equal(0);
    expect(text(plain).match(/likewise: /g)?.length).to.equal(model.clusters.length - 1);
  });

  it('is asked only about services it has', () => {
    const { model } = read(tree) as Repository;
    const [cluster] = model.clusters;
    if (!cluster) throw new Error('there is no cluster');
    expect(() => serviceOn(model, cluster, { team: 'payments', service: 'nothing' })).to.throw(
      'the team file has no service payments/nothing',
    );
    expect(() => serviceOn(model, cluster, { team: 'nobody', service: 'nothing' })).to.throw(
      'the team file has no service nobody/nothing',
    );
  });
});
