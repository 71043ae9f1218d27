import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { times } from '../../testing/store.ts';
import { togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, beforeEach } = lab;

describe('lists', () => {
  const together = togetherIn(lab);

  beforeEach(() => together.store.reset());

  const get = async (url: string) => {
    const { statusCode, headers, payload } = await together.antaeus.server.inject(url);
    return { statusCode, link: headers['link'], body: JSON.parse(payload) as { id: number }[] };
  };

  it('hold everything when no limit is asked for, beyond one page of the database too', async () => {
    await together.store.add('EUR', times(2500, {}));
    const { body, link } = await get('/rest/v1/invoices');
    expect(body.map(({ id }) => id)).to.equal(Array.from({ length: 2500 }, (_, index) => index + 1));
    expect(link).to.be.undefined();
    expect((await get('/rest/v1/invoices?after=2400')).body).to.have.length(100);
  });

  it('are empty when there is nothing', async () => {
    expect((await get('/rest/v1/invoices')).body).to.equal([]);
    expect((await get('/rest/v1/invoices?limit=5')).body).to.equal([]);
  });

  it('can be walked page by page by their links, filters and all', async () => {
    await together.store.add('EUR', [{ status: 'PAID' }, ...times(4, {})]);
    const seen: number[] = [];
    let url: string | undefined = '/REST/v1/Invoices?limit=2&status=PENDING';
    for (let pages = 0; url !== undefined && pages < 10; pages += 1) {
      const page = await get(url);
      seen.push(...page.body.map(({ id }) => id));
      url = /<(.*)>; rel="next"/.exec(String(page.link))?.[1];
    }
    expect(seen).to.equal([2, 3, 4, 5]);
  });

  it('refuse what they cannot be filtered by, and leave alone what they do not know', async () => {
    for (const query of [
      'limit=0',
      'limit=1001',
      'limit=ten',
      'after=-1',
      'after=1.5',
      'status=LATE',
      'customerId=0',
    ]) {
      const { statusCode, body } = await get(`/rest/v1/invoices?${query}`);
      expect(statusCode, query).to.equal(400);
      expect(body as unknown).to.include({ type: '/problems/invalid-request' });
    }
    expect((await get('/rest/v1/invoices?_=123')).statusCode).to.equal(200);
  });
});
