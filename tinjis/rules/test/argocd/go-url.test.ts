import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { rewriteAsGoDoes } from '../../src/argocd/go-url.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('rewriteAsGoDoes', () => {
  const unchanged = [
    'https://github.com/org/*',
    'https://*.example/x',
    '*',
    '',
    'mailto:a{b',
    'a/b',
    '/a//b',
    '///a',
    'https:///x',
    'file:/x',
    'https://h?',
    'https://h?a=b#c',
    'https://h:8443/x',
    'https://h:/x',
    'pg://a:1,b:2/x',
    'https://[::1]:80/x',
    'https://[::1]',
    'https://user:pass@h',
    'https://@h',
    'https://h/%2f',
    'https://h/a[b]',
  ];
  const changed: readonly (readonly [string, string])[] = [
    ['HTTPS://h', 'https://h'],
    ['https://h/{a}', 'https://h/%7Ba%7D'],
    ['https://h/a b', 'https://h/a%20b'],
    ['https://h/é', 'https://h/%C3%A9'],
    ['https://hé/', 'https://h%C3%A9/'],
    ['https://h%c3%a9/', 'https://h%C3%A9/'],
    ['https://', 'https:'],
    ['//', ''],
    ['https://h/#', 'https://h/'],
    ['https://h#a{', 'https://h#a%7B'],
    ['a%3ab{', './a:b%7B'],
    ['https://u%41:p%2f@h', 'https://uA:p%2F@h'],
    ['https://[fe80::1%25en0]/', 'https://[fe80::1%25en0]/'],
    ['https://[fe80::1%25e%20n]/', 'https://[fe80::1%25e%20n]/'],
  ];
  const refused = [
    ':a',
    'a:b/c:d'.replace('a:b', '1:b'),
    'https://h\u0001',
    'https://h{/',
    'https://a:b:1/',
    'https://h:x/',
    'https://h%41/',
    'https://a[b/',
    'https://[::1',
    'https://[::1]x',
    'https://[1.2.3.4]/',
    'https://[fe80::1%25]/',
    'https://[fe80::1%25e%2fn]/',
    'https://[fe80::1%25e%c3n]/',
    'https://[fe80::1%25e n]/',
    'https://u é@h/',
    'https://h/%7',
    'https://h/#%7',
  ];

  it('leaves alone what Go writes as it reads', () => {
    for (const url of unchanged) {
      expect(rewriteAsGoDoes(url), url).to.equal(url);
    }
  });

  it('escapes and unescapes as Go does', () => {
    for (const [url, written] of changed) {
      expect(rewriteAsGoDoes(url), url).to.equal(written);
    }
  });

  it('does not take a mistake of its caller for a bad URL', () => {
    expect(() => rewriteAsGoDoes(undefined as unknown as string)).to.throw(TypeError);
  });

  it('refuses what Go refuses', () => {
    for (const url of refused) {
      expect(rewriteAsGoDoes(url), url).to.be.undefined();
    }
  });
});
