import type { Attempt, LiveRun } from '../live-run.ts';
import { html, type Html } from './html.ts';
import { cell, row, table, verdictCell } from './table.ts';

/** What was tried on a running cluster, and who refused it. */
export function liveRun(run: LiveRun | undefined): Html {
  if (!run) {
    return html`<p>No run of the live checks is at hand. <code>npm run up &amp;&amp; npm run e2e</code> makes one; <code>tinjis report --run FILE</code> takes one from elsewhere.</p>`;
  }
  const { started, passed, failed, attempts } = run;
  return html`<p>Begun <time datetime="${started}">${started}</time>: ${passed} checks passed, ${failed} failed. Of them ${attempts.length} are attempts of somebody to do something, held against what <code>tinjis can</code> had said.</p>
${table('What was tried on a running cluster', ['who', 'tried to', 'came of it', 'by', 'as predicted'], attempts.map(attempt))}`;
}

function attempt({ identity, action, observed, predicted, passed }: Attempt): Html {
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
