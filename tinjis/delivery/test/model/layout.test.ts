import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { servicesCalledBy } from '../../src/model/layout.ts';
import { parseQuestion } from '../../src/model/question.ts';
import { companyTeams } from '../company/company.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const teams = companyTeams();
const called = (service: string): readonly string[] =>
  teams.developers
    .flatMap(({ services }) => services)
    .filter(({ name }) => name === service)
    .flatMap((each) => servicesCalledBy(teams, each).map(({ team, service: name }) => `${team}/${name}`));

describe('servicesCalledBy()', () => {
  it("names the other services that a service's own pods call, each once", () => {
    expect(called('recommendation')).to.equal(['goods/catalogue']);
    expect(called('checkout')).to.equal([
      'goods/catalogue',
      'goods/currency',
      'goods/shipping',
      'checkout/cart',
      'checkout/payment',
      'checkout/email',
    ]);
  });

  it('leaves out what runs beside the service', () => {
    expect(called('catalogue')).to.equal([]);
    expect(called('cart')).to.equal([]);
    expect(called('currency')).to.equal([]);
  });
});

describe('a connection to a workload without a port', () => {
  it('is asked with one', () => {
    const ask = (what: string) => parseQuestion(teams, 'storefront/frontend', 'connect', what);
    expect(ask('storefront/loadgenerator:8080')).to.include({ port: 8080 });
    expect(() => ask('storefront/loadgenerator')).to.throw(/has no port in policies\/teams\.yaml, and none is named/);
  });
});
