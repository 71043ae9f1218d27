import * as fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { html, trusted } from '../../../src/report/page/html.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('pieces of a page', () => {
  it('are put together from texts, numbers, pieces, lists of them, and nothing', () => {
    expect(
      html`<p>${'a'} ${1} ${html`<b>${'b'}</b>`} ${['c', html`<i>d</i>`]}${undefined}${trusted('<hr>')}</p>`.text,
    ).to.equal('<p>a 1 <b>b</b> c<i>d</i><hr></p>');
  });

  it('never take a text for markup, between tags or inside an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', '/', '=') }), (text) => {
        const put = /^<p title="([^]*)">([^]*)<\/p>$/.exec(html`<p title="${text}">${text}</p>`.text);
        const plain = (escaped: string | undefined): string =>
          String(escaped).replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
        return put !== null && !/[<>"']/.test(`${put[1]}${put[2]}`) && plain(put[1]) === text && plain(put[2]) === text;
      }),
    );
  });
});
