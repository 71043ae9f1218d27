import { memoizedText } from '../memo.ts';
import { trimSpace } from './go-text.ts';
import { isIPv6 } from 'node:net';

/**
 * The form of a Git repository's address in which Argo CD compares two addresses (util/git, NormalizeGitURL, 3.6.1):
 * lower case, without a trailing `.git`, `git@host:path` as `git@host/path`, without `ssh://`.
 *
 * A `.git` before a trailing slash stays. An address that is no URL becomes empty, so all such addresses are the same.
 */
export const normaliseRepository = memoizedText((address: string): string => {
  let url = lowerCase(trimSpace(address));
  if (/^(?:ssh:\/\/)?[^/:]*?@[^@]+$/.test(url) && !url.startsWith('ssh://')) url = `ssh://${url.replace(':', '/')}`;
  return (rewriteAsGoDoes(url.replace(/\.git$/, '')) ?? '').replace(/^ssh:\/\//, '');
});

/** Go lowers each character alone; JavaScript looks at whole words, and turns some characters into two. */
function lowerCase(text: string): string {
  return [...text].map((character) => [...character.toLowerCase()][0]).join('');
}

/** The bytes that Go leaves unescaped in each part of a URL (net/url, shouldEscape). */
const plain = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
} as const;
type Component = keyof typeof plain;

class Refused extends Error {}

/**
 * A URL as Go writes it after reading it: `url.Parse(text).String()` of Go 1.27.
 *
 * Argo CD compares repositories in this form, which is not WHATWG's: a path keeps `*` but turns `{` into `%7B`, a host
 * may hold `*` but not `{`, a colon may end the first segment only after a scheme.
 *
 * @returns undefined for text that Go refuses to read
 */
export function rewriteAsGoDoes(text: string): string | undefined {
  try {
    return utf8(rewrite(bytes(text)));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

// Go's URLs are bytes. A string with a character for each byte lets regular expressions read them.
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

function rewrite(text: string): string {
  const [beforeFragment, fragment] = cut(text, '#');
  // eslint-disable-next-line no-control-regex -- control characters are what Go refuses
  if (/[\0-\x1f\x7f]/.test(beforeFragment)) throw new Refused();
  const suffix = fragment ? `#${recode(fragment, 'fragment')}` : '';
  if (beforeFragment === '*') return `*${suffix}`;
  const [scheme, afterScheme] = schemeOf(beforeFragment);
  const [hierarchy, query] = cut(afterScheme, '?');
  const hasQuery = query !== '' || /^[^?]*\?$/.test(afterScheme);
  return `${scheme && `${scheme}:`}${hierarchyOf(scheme, hierarchy)}${hasQuery ? `?${query}` : ''}${suffix}`;
}

function schemeOf(text: string): [scheme: string, rest: string] {
  if (text.startsWith(':')) throw new Refused();
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  return found ? [(found[1] as string).toLowerCase(), text.slice(found[0].length)] : ['', text];
}

/** Everything between the scheme and the query. */
function hierarchyOf(scheme: string, text: string): string {
  if (!text.startsWith('/')) {
    if (scheme) return text; // opaque: taken as it stands
    if (cut(text, '/')[0].includes(':')) throw new Refused();
    const path = recode(text, 'path');
    return cut(path, '/')[0].includes(':') ? `./${path}` : path; // else a colon that was escaped would end a scheme
  }
  if (text.startsWith('//') && (scheme || !text.startsWith('///'))) {
    const end = text.indexOf('/', 2);
    const authority = authorityOf(scheme, end < 0 ? text.slice(2) : text.slice(2, end));
    const path = end < 0 ? '' : recode(text.slice(end), 'path');
    return authority === '' && path === '' ? '' : `//${authority}${path}`;
  }
  return recode(text, 'path');
}

function authorityOf(scheme: string, text: string): string {
  const at = text.lastIndexOf('@');
  const host = hostOf(scheme, text.slice(at + 1));
  if (at < 0) return host;
  const user = text.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw new Refused();
  const [name, password] = cut(user, ':');
  return `${recode(name, 'user')}${user.includes(':') ? `:${recode(password, 'user')}` : ''}@${host}`;
}

function hostOf(scheme: string, text: string): string {
  const bracket = text.lastIndexOf('[');
  if (bracket > 0) throw new Refused();
  if (bracket === 0) return bracketedHost(text);
  const first = text.indexOf(':');
  if (first >= 0) {
    const port = /^https?$/.test(scheme) ? first : text.lastIndexOf(':');
    if (!/^:\d*$/.test(text.slice(port))) throw new Refused();
  }
  return escape(unescapeHost(text), 'host');
}

/** An IPv6 address in brackets, perhaps with a zone after `%25`, perhaps with a port. */
function bracketedHost(text: string): string {
  const end = text.lastIndexOf(']');
  const port = text.slice(end + 1);
  const [address, zone] = cut(text.slice(1, end), '%25');
  const zoned = text.includes('%25');
  const ip = unescapeHost(address);
  if (end < 0 || !/^(?::\d*)?$/.test(port) || !isIPv6(ip) || (zoned && zone === '')) throw new Refused();
  return escape(`[${ip}${zoned ? `%${unescapeZone(zone)}` : ''}]${port}`, 'host');
}

/** A host may escape bytes beyond ASCII and the percent sign itself, nothing else. */
function unescapeHost(text: string): string {
  if (/%(?!25)[0-7]/.test(text) || !standsPlain(text.replace(/%/g, ''))) throw new Refused();
  return unescape(text);
}

/** A zone may also escape the bytes that it could hold plainly, and the space. */
function unescapeZone(text: string): string {
  const escaped = unescape((text.match(/%../g) ?? []).join('')).replace(/[ %]/g, '');
  if (/[\x80-\xff]/.test(escaped) || !standsPlain(escaped) || !standsPlain(text.replace(/%../g, '')))
    throw new Refused();
  return unescape(text);
}

/**
 * Whether every byte may stand in a host as it is. Go lets bytes beyond ASCII pass, and escapes them when it writes.
 */
function standsPlain(text: string): boolean {
  return [...text].every((byte) => byte >= '\x80' || plain.host.test(byte));
}

/** An escaped text in Go's preferred escaping; a valid escape stays as it is, even if Go would write it otherwise. */
function recode(text: string, component: Component): string {
  const meant = unescape(text);
  const preferred = escape(meant, component);
  if (component === 'user') return preferred;
  const valid = [...text].every((byte) => /[!$&'()*+,;=:@[\]%]/.test(byte) || plain[component].test(byte));
  return valid ? text : preferred;
}

function unescape(text: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new Refused();
  return text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function escape(text: string, component: Component): string {
  return [...text]
    .map((byte) =>
      plain[component].test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
