import { sentencesOf } from '@tinjis/delivery/entry';
import { catalogue } from '@tinjis/delivery/catalogue';
import { isForeign, isUnproved } from '@tinjis/delivery/print/proof';
import type { Proof, Report } from '@tinjis/delivery/verify/verify';
import type { Finding } from '@tinjis/rules/ruling';
import type { LiveAttempt, LiveRun } from '../live-run.ts';
import { type Cell, html, type Html, type Row, type ShowPlace, table } from './html.ts';

/**
 * Every promise with its cases and, if it is broken, each breach. An object that nobody evaluates leaves most promises
 * open, so it is named once, below them.
 */
export function promisesChapter({ proofs }: Report, show: ShowPlace): Html {
  const foreign = proofs.flatMap(({ breaches }) => breaches.filter(isForeign).map((each) => breachItem(each, show)));
  return html`${table(
    'What is promised, and in how many cases it was proved',
    ['promise', 'cases', 'holds'],
    proofs.map((proof) => ({ head: proof.says, cells: [{ content: casesOf(proof) }, outcome(proof, show)] })),
  )}${foreign.length === 0 ? '' : html`<h3>What nobody evaluates</h3><ul>${[...new Map(foreign.map((item) => [item.text, item])).values()]}</ul>`}`;
}

/** The number of cases; opened, how they were decided. */
function casesOf({ name, cases, byClass, notes }: Proof): Html {
  return html`<details><summary>${number(cases)}</summary><p>Promise <code>${name}</code>: ${number(cases - byClass)} ${cases - byClass === 1 ? 'case was' : 'cases were'} asked of the rules${byClass > 0 ? `, and they settle ${number(byClass)} more that no rule tells apart from them` : ''}. <code>npx tinjis verify</code> asks them again.</p>${notes.map((note) => html`<p>${note}</p>`)}</details>`;
}

/** A number with its thousands apart. */
export function number(value: number): string {
  return value.toLocaleString('en');
}

function outcome(proof: Proof, show: ShowPlace): Cell {
  const own = proof.breaches.filter((breach) => !isForeign(breach));
  if (proof.breaches.length === 0) return { content: html`<b>✔ holds</b>`, verdict: 'allow' };
  return isUnproved(proof)
    ? { content: html`<b>? not proved</b>`, verdict: 'unknown' }
    : {
        content: html`<b>✘ broken</b><ul>${own.map((breach) => breachItem(breach, show))}</ul>`,
        verdict: 'deny',
      };
}

function breachItem(breach: Finding, show: ShowPlace): Html {
  return html`<li>${sentencesOf(catalogue, breach).says} ${show(breach.at)}</li>`;
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

function attempt({ identity, action, observed, predicted, passed }: LiveAttempt): Row {
  const denied = observed.verdict !== 'allowed';
  return {
    head: identity,
    cells: [
      { content: action },
      { content: html`<b>${denied ? '✘ refused' : '✔ allowed'}</b>`, verdict: denied ? 'deny' : 'allow' },
      { content: [observed.layer, html`<small>${observed.message}</small>`] },
      { content: [agreement(observed.verdict, predicted?.verdict), passed ? '' : html` <b>(the check failed)</b>`] },
    ],
  };
}

function agreement(observed: string, predicted: string | undefined): Html | string {
  if (predicted === undefined) return 'it has no question for that';
  return predicted === observed ? 'yes' : html`<b>no: ${predicted}</b>`;
}
