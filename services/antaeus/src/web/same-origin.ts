import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';

/**
 * Refuses a form that another site has a browser send. A browser says in `Sec-Fetch-Site` where a request comes from;
 * one that does not know this header says it in `Origin`. A request with neither is refused as well.
 *
 * @throws 403
 */
export function refuseCrossSite({ headers, info }: Pick<Request, 'headers' | 'info'>): void {
  const { 'sec-fetch-site': site, origin } = headers as Record<string, string | undefined>;
  if (site === undefined ? origin !== undefined && hostOf(origin) === info.host : site === 'same-origin') return;
  throw problem(403, {
    type: 'cross-site-request',
    detail: 'This form was not sent by the page of this service.',
    fix: 'Open the page itself and use its form; a program uses POST /rest/v1/invoices/pay.',
  });
}

/** Host and port of an origin; undefined for `null` and anything that is no origin. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
