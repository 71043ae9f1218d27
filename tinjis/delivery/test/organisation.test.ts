import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { can, read, verify } from '../src/api.ts';
import { generate } from '../src/generate/generate.ts';
import { answerOutcome } from '../src/print/answer.ts';
import { loadTeams } from '../src/load/teams.ts';
import { findDrift } from '../src/model/generated.ts';
import { serviceOn } from '../src/model/model.ts';
import type { Repository } from '../src/load/repository.ts';
import { parseQuestion } from '../src/model/question.ts';
import type { Report } from '../src/verify/verify.ts';
import { organisation } from '../testing/organisation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const plain = { bold: same, dim: same, red: same, green: same, yellow: same };

function same(text: string): string {
  return text;
}

describe('the example organisation', () => {
  it('keeps every promise, and has cases for each', () => {
    const { kept, proofs } = verify(organisation) as Report;
    expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(kept).to.be.true();
    expect(proofs.length).to.be.at.least(20);
    for (const { name, cases } of proofs) {
      expect(cases, name).to.be.above(0);
    }
  });

  it('has the generated files of today: node tinjis/delivery/test/fixtures/update.ts', () => {
    expect(findDrift(organisation, generate(loadTeams(organisation), organisation))).to.equal([]);
  });

  it('answers alike on every cluster, and says so once', async () => {
    const { model } = read(organisation) as Repository;
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
    const { model } = read(organisation) as Repository;
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
