import { deflateSync, gzipSync } from 'node:zlib';
import Hapi from '@hapi/hapi';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { parseStrictJson, readStrictJson } from '../src/strict-json.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const read = (text: string) => parseStrictJson(Buffer.from(text));

describe('parseStrictJson()', () => {
  it('reads as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        // fast-check writes numbers with all of their digits.
        const isLong = /\d[\d.]{15}/.test(text);
        if (!isLong && !text.includes('__proto__'))
          expect(JSON.stringify(read(text))).to.equal(JSON.stringify(JSON.parse(text)));
      }),
    );
    expect(read('{"a:b":"c:d","e\\":":[{"f":1.50}]}')).to.equal({ 'a:b': 'c:d', 'e":': [{ f: 1.5 }] });
  });

  it('refuses two members with one name, wherever they stand and however they are written', () => {
    for (const text of [
      '{"value":1,"value":2}',
      '{"value":1,"value":1}',
      '[{"a":{"b":1,"b":2}}]',
      '{"a":1,"\\u0061":2}',
    ]) {
      expect(() => read(text), text).to.throw(/two members with one name/);
    }
    expect(read('[{"a":1},{"a":2}]')).to.equal([{ a: 1 }, { a: 2 }]);
  });

  it('refuses a member that could become a prototype', () => {
    for (const text of ['{"__proto__":1}', '[{"a":{"\\u005f_proto__":{}}}]']) {
      expect(() => read(text), text).to.throw(/named __proto__/);
    }
  });

  it('refuses a number that would become another', () => {
    for (const number of ['0.29999999999999998', '7.0000000000000001', '9007199254740993', '1.0000000000000001e3']) {
      expect(() => read(`{"a":[${number}]}`), number).to.throw(/more digits/);
    }
    for (const number of [
      '0.3',
      '7.00000000000000000',
      '9007199254740991',
      '-9999999999.99',
      '1e2',
      '1000000000000000000',
    ]) {
      expect(read(number)).to.equal(Number(number));
    }
  });

  it('refuses a body that nests so deep that reading it would use up the stack', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(read(nested(32))).to.be.an.array();
    for (const depth of [33, 8000]) {
      expect(() => read(nested(depth)), String(depth)).to.throw(/nests more than 32 levels deep/);
    }
  });

  it('refuses what is no JSON, or no UTF-8', () => {
    for (const body of [Buffer.from(''), Buffer.from('{'), Buffer.from([0x22, 0xff, 0x22])]) {
      expect(() => parseStrictJson(body)).to.throw(/no JSON text in UTF-8/);
    }
  });
});

describe('readStrictJson()', () => {
  it('reads a body plain or unpacked, and refuses an encoding that nobody has unpacked', async () => {
    const server = Hapi.server();
    server.route({
      method: 'POST',
      path: '/',
      options: { payload: { parse: 'gunzip' } },
      handler: (request) => readStrictJson(request) as object,
    });
    const send = (encoding: string | undefined, payload: string | Buffer) =>
      server.inject({
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/json',
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
        payload,
      });
    for (const [encoding, payload] of [
      [undefined, '{"a":1}'],
      ['identity', '{"a":1}'],
      ['gzip', gzipSync('{"a":1}')],
      ['deflate', deflateSync('{"a":1}')],
    ] as const) {
      expect((await send(encoding, payload)).result, String(encoding)).to.equal({ a: 1 });
    }
    for (const encoding of ['br', 'zstd', 'gzip, gzip', 'x']) {
      expect((await send(encoding, '{"a":1}')).statusCode, encoding).to.equal(415);
    }
  });
});
