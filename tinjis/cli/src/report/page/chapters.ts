import type { Matrix, ServiceMatrix } from '../matrix.ts';
import { cell, html, type Html, row, table, trusted, verdict, verdictCell } from './html.ts';
import { callerName } from '../../pictures/network.ts';
import type { Connection, RunningImage } from '../report.ts';
import { catalogue } from '@tinjis/delivery/catalogue';
import { sentencesOf } from '@tinjis/delivery/entry';
import type { Proof, Report } from '@tinjis/delivery/verify/verify';
import { isForeign, isUnproved } from '@tinjis/delivery/print/proof';
import type { Finding } from '@tinjis/rules/ruling';
import { placeText } from '@tinjis/delivery/print/findings';
import type { LiveAttempt, LiveRun } from '../live-run.ts';

/** Callers × actions for one service, with a verdict in each cell. */
export function matrixSection({ service, people, programs }: ServiceMatrix): Html {
  return html`<h3>${service}</h3>${tableOf(`What people may do to ${service}`, people)}${tableOf(`What programs may do to ${service}`, programs)}`;
}

function tableOf(caption: string, { columns, rows }: Matrix): Html {
  const heads = columns.map(({ who, standsFor }) => html`${short(who)}<small>${standsFor}</small>`);
  return table(
    caption,
    ['what', ...heads],
    rows.map(({ action, cells }) =>
      row(
        action,
        cells.map((answer) => verdictCell(answer.verdict, verdict(answer))),
      ),
    ),
  );
}

/** Of a ServiceAccount's long name, the last two words say nearly everything. */
function short(who: string): string {
  return who.replace(/^system:serviceaccount:([^:]+):/, '$1/');
}

/** The drawing, and the same content as a table for people who do not see it. */
export function networkChapter(connections: readonly Connection[], drawing: string): Html {
  return html`<div class="network" role="region" aria-label="Drawing of the network" tabindex="0">
<div role="img" aria-label="Who can connect to whom; the table below says the same">${trusted(drawing)}</div></div>
${table(
  'Who can connect to whom',
  ['from', 'to', 'network'],
  connections.map(({ from, to, port, answer }) =>
    row(callerName(from), [cell(`${to}:${port}`), verdictCell(answer.verdict, verdict(answer))]),
  ),
)}`;
}

/**
 * Every promise with the number of its cases and, if it is broken, each breach. An object that nobody evaluates leaves
 * most promises open, so it is named once, below them.
 */
export function promisesChapter({ proofs }: Report): Html {
  const foreign = proofs.flatMap(({ breaches }) => breaches.filter(isForeign).map(breachItem));
  return html`${table(
    'What is promised, and in how many cases it was proved',
    ['promise', 'cases', 'holds'],
    proofs.map((proof) => row(proof.says, [html`<td class="number">${proof.cases}</td>`, outcomeCell(proof)])),
  )}${foreign.length === 0 ? '' : html`<h3>What nobody evaluates</h3><ul>${[...new Map(foreign.map((item) => [item.text, item])).values()]}</ul>`}`;
}

function outcomeCell(proof: Proof): Html {
  const own = proof.breaches.filter((breach) => !isForeign(breach));
  if (proof.breaches.length === 0) return verdictCell('allow', html`<b>✔ holds</b>`);
  return isUnproved(proof)
    ? verdictCell('unknown', html`<b>? not proved</b>`)
    : verdictCell('deny', html`<b>✘ broken</b><ul>${own.map(breachItem)}</ul>`);
}

function breachItem(breach: Finding): Html {
  return html`<li>${sentencesOf(catalogue, breach).says} <code>${placeText(breach.at)}</code></li>`;
}

/** The running images, as Git has them. */
export function imagesChapter(running: readonly RunningImage[]): Html {
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

/** The attempts on a running cluster, and the layer that refused each. */
export function liveRunChapter(run: LiveRun | undefined): Html {
  if (!run) {
    return html`<p>No run of the live checks is at hand. <code>npm run up &amp;&amp; npm run e2e</code> makes one; <code>tinjis report --run FILE</code> takes one from elsewhere.</p>`;
  }
  const { started, passed, failed, attempts } = run;
  return html`<p>Begun <time datetime="${started}">${started}</time>: ${passed} checks passed, ${failed} failed. Of them ${attempts.length} are attempts of somebody to do something, held against what <code>tinjis can</code> had said.</p>
${table('What was tried on a running cluster', ['who', 'tried to', 'came of it', 'by', 'as predicted'], attempts.map(attempt))}`;
}

function attempt({ identity, action, observed, predicted, passed }: LiveAttempt): Html {
  const denied = observed.verdict !== 'allowed';
  return row(identity, [
    cell(action),
    verdictCell(denied ? 'deny' : 'allow', html`<b>${denied ? '✘ refused' : '✔ allowed'}</b>`),
    cell([observed.layer, html`<small>${observed.message}</small>`]),
    cell([agreement(observed.verdict, predicted?.verdict), passed ? '' : html` <b>(the check failed)</b>`]),
  ]);
}

function agreement(observed: string, predicted: string | undefined): Html | string {
  if (predicted === undefined) return 'it has no question for that';
  return predicted === observed ? 'yes' : html`<b>no: ${predicted}</b>`;
}
