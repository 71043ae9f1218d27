import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { answerTo } from '../../src/report/question.ts';
import { connections, reportData } from '../../src/report/report.ts';
import { baseModel } from './base-model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const proved = { kept: true, renderer: '', proofs: [] };

describe('the data of a report', () => {
  const {
    repository: { model },
    cluster,
    text,
  } = baseModel();
  const data = reportData(model, cluster, proved);

  it('has every connection, open for the caller that is named alone', () => {
    const open = data.connections.filter((each) => each.answer.verdict === 'allow');
    expect(open.map(({ from, to, port }) => `${from} → ${to}:${port}`)).to.equal([
      'billing/antaeus → payments/payment:9000',
      'outside → billing/antaeus:8000',
    ]);
    expect(data.connections.filter((each) => each.answer.verdict === 'unknown')).to.equal([]);
    expect(data.connections.length).to.equal(6);
  });

  it('has every service to each host outside that the team file names', () => {
    const file = 'policies/teams.yaml';
    const named = text(file)
      .replace('    pods: 10.244.0.0/16', '$&\n    network: cilium')
      .replace('        outside: true', '$&\n        egress: [{host: api.bank.example, port: 443}]');
    const { repository, cluster: of } = baseModel({ [file]: named });
    const hosts = connections(repository.model, of).filter(({ to }) => to === 'api.bank.example');
    // Nothing was generated yet, so the host is closed.
    expect(hosts.map(({ from, port, answer }) => `${from} ${port} ${answer.verdict}`)).to.equal([
      'payments/payment 443 deny',
      'billing/antaeus 443 deny',
    ]);
  });

  it("has what runs where, by the overlay's entry", () => {
    expect(data.running[0]).to.include({ service: 'payments/payment', cluster: 'staging' });
    expect(data.running[0]?.image).to.match(
      /^ghcr\.io\/tinjis\/tinjis-delivery\/payment:e86256b2787e[0-9a-f]*@sha256:[0-9a-f]{64}$/,
    );
  });

  it('says nothing of an image where there was never a build, or no workload', () => {
    const overlay = 'apps/payments/payment/overlays/staging/kustomization.yaml';
    const bare = text(overlay).replace(/(- name: payment\n)(?: +(?:newName|newTag|digest): .*\n)+/, '$1');
    const { repository, cluster: of } = baseModel({ [overlay]: bare });
    expect(reportData(repository.model, of, proved).running[0]).to.only.include(['service', 'cluster', 'at']);
    const without = { ...model, clusters: model.clusters.map((each) => ({ ...each, workloads: new Map() })) };
    expect(reportData(without, cluster, proved).running).to.equal([]);
  });

  it('has no reason where no layer has a say', () => {
    const nothing = { ...cluster, workloads: new Map() };
    expect(() =>
      answerTo(model, nothing, { who: 'payments-dev', verb: 'nonsense', what: 'payments/payment' }),
    ).to.throw(/no verb nonsense/);
  });

  it('has the live run that it is given', () => {
    const live = { started: '2026-11-23T04:00:00Z', passed: 1, failed: 0, attempts: [] };
    expect(reportData(model, cluster, proved, live).live).to.equal(live);
  });
});
