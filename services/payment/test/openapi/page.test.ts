import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { documentPage } from '../../src/openapi/page.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('documentPage', () => {
  it('shows what a document may leave out as left out, types in words, and escapes what it is given', () => {
    const page = documentPage(
      {
        info: { title: 'Small', version: '1', description: '<b>bold</b>' },
        paths: {
          '/things': {
            delete: {
              operationId: 'drop',
              summary: 'Drop',
              parameters: [
                { name: 'kind', in: 'query', required: true, schema: { enum: ['a', 'b'] } },
                { name: 'id', in: 'query', schema: { anyOf: [{ type: 'integer' }, { type: 'string' }] } },
                { name: 'any', in: 'query', schema: {} },
              ],
              responses: {
                '200': { description: 'OK', content: { 'application/json': {} } },
                '204': { description: 'No Content', headers: { 'X-Left': {} } },
              },
            },
          },
        },
        components: {},
      },
      'http://localhost:9000',
    );
    expect(page)
      .to.contain('curl -X DELETE http://localhost:9000/things')
      .and.contain('Needs no Authorization header.');
    expect(page).to.contain('query, &quot;a&quot; or &quot;b&quot;, required').and.contain('query, integer or string');
    expect(page).to.contain('query, anything').and.contain('No Content').and.contain('X-Left');
    expect(page).to.contain('&lt;b&gt;bold').and.not.contain('<b>').and.not.contain('undefined');
  });
});
