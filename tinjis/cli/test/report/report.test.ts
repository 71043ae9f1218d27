import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { answerTo } from '../../src/report/question.ts';
import type { Workload } from '@tinjis/delivery/model/model';
import type { DeveloperTeam, Service } from '@tinjis/delivery/model/teams';
import { Objects } from '@tinjis/rules/objects/objects';
import type { Connection } from '../../src/report/connections.ts';
import { reportData, type ReportData, type ServicePart } from '../../src/report/report.ts';
import { baseModel, evidence, fullScope } from './base-model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const proved = { kept: true, renderer: '', proofs: [] };

const services = ({ clusters }: ReportData): readonly ServicePart[] =>
  clusters.flatMap(({ teams }) => teams.flatMap((team) => team.services));
const connections = (data: ReportData): readonly Connection[] => services(data).flatMap((each) => each.connections);

describe('the data of a report', () => {
  const {
    repository: { model },
    cluster,
    text,
  } = baseModel();
  const data = reportData(model, fullScope(model, cluster), evidence, proved);

  it('has every connection, open for the caller that is named alone', () => {
    const open = connections(data).filter((each) => each.answer.verdict === 'allow');
    expect(open.map(({ from, to, port }) => `${from} → ${to}:${port}`)).to.equal([
      'billing/antaeus → payments/payment:9000',
      'outside → billing/antaeus:8000',
    ]);
    expect(connections(data).filter((each) => each.answer.verdict === 'unknown')).to.equal([]);
    expect(connections(data).length).to.equal(6);
  });

  it('has those who are refused alike as one connection, where they are many', () => {
    const [payments] = model.teams.developers as [DeveloperTeam];
    const [payment] = payments.services as [Service];
    const copies = ['a', 'b', 'c', 'd'].map((name): Service => {
      const [own] = payment.workloads;
      return { ...payment, name, workloads: [{ ...own, name, service: { team: 'payments', service: name } }] };
    });
    const like = cluster.workloads.get('payments/payment') as Workload;
    const named = (name: string): Workload => {
      const all = like.objects.all.map(({ object, at }) => ({
        object: { ...object, metadata: { ...object.metadata, name } },
        at,
      }));
      return { ...like, objects: new Objects(all) };
    };
    const wide = (some: readonly Service[]): readonly Connection[] => {
      const developers = [{ ...payments, services: [payment, ...some] }, ...model.teams.developers.slice(1)];
      const workloads = new Map([
        ...cluster.workloads,
        ...some.map(({ name }) => [`payments/${name}`, named(name)] as const),
      ]);
      const grown = { ...model, teams: { ...model.teams, developers } };
      const parts = services(reportData(grown, fullScope(grown, { ...cluster, workloads }), evidence, proved));
      return parts.find(({ service }) => service === 'payments/payment')?.connections ?? [];
    };
    const shown = (some: readonly Connection[]) =>
      some.map(({ from, others, answer }) => [from, others, answer.verdict]);
    const rest = [
      ['billing/antaeus', 0, 'allow'],
      ['pod:any-other-namespace/any-pod', 0, 'deny'],
      ['outside', 0, 'deny'],
    ];
    const few = ['payments/a', 'payments/b', 'payments/c'].map((from) => [from, 0, 'deny']);
    expect(shown(wide(copies.slice(0, 3)))).to.equal([...few, ...rest]);
    expect(shown(wide(copies))).to.equal([['payments/a', 3, 'deny'], ...rest]);
  });

  it('has only what matters most of each service, where that is asked for', () => {
    const overview = reportData(model, { ...fullScope(model, cluster), full: false }, evidence, proved);
    expect(overview.clusters[0]?.teams.map(({ matrices }) => matrices)).to.equal([undefined, undefined]);
    expect(services(overview).map(({ service, deploy }) => [service, deploy?.words, deploy?.verdict])).to.equal([
      ['payments/payment', 'payments-dev deploy payments/payment --cluster staging', 'allow'],
      ['billing/antaeus', 'billing-dev deploy billing/antaeus --cluster staging', 'allow'],
    ]);
    const teams = model.teams.developers.map((team) => ({ ...team, members: [] }));
    const nobody = reportData(model, { clusters: [cluster], teams, full: false }, evidence, proved);
    expect(services(nobody).map(({ deploy }) => deploy)).to.equal([undefined, undefined]);
  });

  it('has the hosts outside that a workload names, with the answer for each', () => {
    const file = 'policies/teams.yaml';
    const named = text(file)
      .replace('    pods: 10.244.0.0/16', '$&\n    network: cilium')
      .replace('        outside: true', '$&\n        egress: [{host: api.bank.example, port: 443}]');
    const { repository, cluster: of } = baseModel({ [file]: named });
    const parts = services(reportData(repository.model, fullScope(repository.model, of), evidence, proved));
    // Nothing is generated yet, so the host is closed.
    expect(parts.map(({ out }) => out.map(({ from, to, port, answer }) => [from, to, port, answer.verdict]))).to.equal([
      [],
      [['billing/antaeus', 'api.bank.example', 443, 'deny']],
    ]);
    expect(services(data).flatMap(({ out }) => out)).to.equal([]);
  });

  it("has what runs where, by the overlay's entry", () => {
    expect(services(data)[0]?.image?.image).to.match(
      /^ghcr\.io\/tinjis\/tinjis-delivery\/payment:e86256b2787e[0-9a-f]*@sha256:[0-9a-f]{64}$/,
    );
  });

  it('says nothing of an image where there was never a build', () => {
    const overlay = 'apps/payments/payment/overlays/staging/kustomization.yaml';
    const bare = text(overlay).replace(/(- name: payment\n)(?: +(?:newName|newTag|digest): .*\n)+/, '$1');
    const { repository, cluster: of } = baseModel({ [overlay]: bare });
    const changed = reportData(repository.model, fullScope(repository.model, of), evidence, proved);
    expect(services(changed)[0]?.image).to.only.include(['at']);
  });

  it('refuses a question that is none', () => {
    expect(() =>
      answerTo(model, cluster, { who: 'payments-dev', verb: 'nonsense', what: 'payments/payment' }),
    ).to.throw(/no verb nonsense/);
  });

  it('has the live run that it is given', () => {
    const live = { started: '2026-11-23T04:00:00Z', passed: 1, failed: 0, attempts: [] };
    expect(reportData(model, fullScope(model, cluster), evidence, proved, live).live).to.equal(live);
  });
});
