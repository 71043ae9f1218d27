import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { ask } from '../../src/answer/ask.ts';
import { can } from '../../src/answer/can.ts';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import { readRepository, type Repository } from '../../src/load/repository.ts';
import type { ClusterModel } from '../../src/model/model.ts';
import { parseQuestion } from '../../src/model/question.ts';
import { base, reader } from '../verify/proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { model } = readRepository(base, reader) as Repository;
const [cluster] = model.clusters as [ClusterModel];
const deployer = 'system:serviceaccount:payments:deployer';

describe('ask()', () => {
  it('answers every kind of question as can() does', async () => {
    const questions = [
      ['payments-dev', 'deploy', 'payments/payment', 'allow'],
      ['billing-dev', 'deploy', 'payments/payment', 'deny'],
      [deployer, 'deploy', 'payments/payment', 'deny'],
      ['payments-dev', 'push', 'apps/payments/payment/base/service.yaml', 'allow'],
      ['payments-dev', 'sync', 'payments/payment', 'allow'],
      ['billing-dev', 'logs', 'payments/payment', 'deny'],
      [deployer, 'sync', 'payments/payment', 'deny'],
      ['payments-dev', 'create', 'networkpolicies', 'deny', 'payments'],
      [deployer, 'create', 'deployments', 'allow', 'payments'],
      ['billing/antaeus', 'connect', 'payments/payment:9000', 'allow'],
      ['outside', 'connect', 'payments/payment:9000', 'deny'],
    ] as const;
    for (const [who, verb, what, verdict, namespace] of questions) {
      const question = parseQuestion(model.teams, who, verb, what, namespace);
      const asked = ask(model, cluster, question);
      const [answered] = await can(model, question, [cluster.name]);
      expect([who, verb, asked.verdict]).to.equal([who, verb, verdict]);
      expect(JSON.stringify(answered?.answer)).to.equal(JSON.stringify(asked));
    }
  });

  it('knows as little as can() of a cluster with a folder that does not render, or with an object nobody evaluates', () => {
    const at = { file: 'clusters/staging/kustomization.yaml', line: 1 };
    const foreign = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name: 'x' } };
    const governance = new Objects([...cluster.governance.all, imagined(foreign, at)]);
    for (const [who, verb, what] of [
      ['payments-dev', 'deploy', 'payments/payment'],
      ['payments-dev', 'sync', 'payments/payment'],
      ['billing/antaeus', 'connect', 'payments/payment:9000'],
    ] as const) {
      const question = parseQuestion(model.teams, who, verb, what);
      expect(ask(model, cluster, question).verdict).to.equal('allow');
      expect(ask(model, { ...cluster, governance }, question).verdict).to.equal('unknown');
      const unrendered = [{ code: 'kustomize/unrendered', args: { folder: 'x', why: 'y' }, at }];
      expect(ask(model, { ...cluster, unrendered }, question).verdict).to.equal('unknown');
    }
  });

  it('says that an account logs in nowhere', () => {
    for (const verb of ['deploy', 'sync', 'push']) {
      const { verdict, routes } = ask(model, cluster, parseQuestion(model.teams, deployer, verb, 'payments/payment'));
      expect([verdict, routes.map(({ kind }) => kind)]).to.equal(['deny', ['merge']]);
      expect(routes[0]?.layers[0]?.reasons[0].code).to.equal('git/no-person');
    }
  });
});
