import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { styleFor } from '@tinjis/delivery/print/style';
import { billingText } from '../../src/start/bill.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('billingText', () => {
  const invoice = { id: 1, customerId: 1, amount: { value: 10, currency: 'EUR' }, status: 'PAID' as const };
  const run = { id: 2, state: 'finished', total: 0, paid: 0, declined: 0, failed: 0, pending: 0 };
  const style = styleFor({}, {});
  const report = { before: [invoice], after: [invoice], allPaid: true, run };

  it('says so when nothing was pending, and the way on', () => {
    const text = billingText(report, style);
    expect(text).to.contain('nothing was pending, so nothing was billed; npm start -- --invoices 11 adds invoices');
    expect(text).not.to.contain('answered');
  });

  it('says what the run came to when something was', () => {
    const text = billingText({ ...report, run: { ...run, total: 1, paid: 1 } }, style);
    expect(text)
      .to.contain('POST /rest/v1/invoices/pay answered true: 1 paid, 0 declined')
      .and.not.contain('nothing was');
  });
});
