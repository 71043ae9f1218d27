import type { Running } from '../running.ts';
import { placeText } from '@tinjis/delivery/print/findings';
import { html, type Html } from './html.ts';
import { cell, row, table } from './table.ts';

/** What runs where, by what Git says. */
export function images(running: readonly Running[]): Html {
  return table(
    'The image of each service on each cluster',
    ['service', 'cluster', 'image', 'named in'],
    running.map(({ service, cluster, image, at }) =>
      row(service, [
        cell(cluster),
        cell(image === undefined ? html`<em>never built</em>` : html`<code>${image}</code>`),
        cell(html`<code>${placeText(at)}</code>`),
      ]),
    ),
  );
}
