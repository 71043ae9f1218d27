import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type Joi from 'joi';
import { attemptSchema, customerSchema, exampleInvoice, invoiceSchema, runSchema } from '../../src/routes/answers.ts';
import { patient, togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, before } = lab;

describe('the documented answers', () => {
  const together = togetherIn(lab, patient);
  before(async () => {
    const { store, payment, antaeus } = together;
    const outcomes = { 1: 'pay', 2: 'decline', 3: 'refuse', 4: 'error' } as const;
    payment.behave = ({ body }) => outcomes[body.invoiceId as 1 | 2 | 3 | 4];
    await store.add('EUR', [{}, {}, {}, {}, { currency: 'USD' }]);
    await antaeus.server.inject({ method: 'POST', url: '/rest/v1/invoices/pay' });
  });

  const documented = (schema: Joi.Schema, value: unknown) => {
    expect(schema.validate(value, { convert: false }).error, JSON.stringify(value)).to.be.undefined();
  };

  it('are those that are given', async () => {
    for (const [url, schema, count] of [
      ['/rest/v1/invoices', invoiceSchema, 5],
      ['/rest/v1/customers', customerSchema, 1],
      ['/rest/v1/billing-runs', runSchema, 1],
      ['/rest/v1/billing-runs/1/attempts', attemptSchema, 5],
    ] as const) {
      const list = JSON.parse((await together.antaeus.server.inject(url)).payload) as unknown[];
      expect(list, url).to.have.length(count);
      for (const each of list) {
        documented(schema, each);
      }
    }
  });

  it('have examples that their schemas take', () => {
    documented(invoiceSchema, exampleInvoice);
    expect(invoiceSchema.validate({ ...exampleInvoice, extra: 1 }).error).to.be.an.error();
  });
});
