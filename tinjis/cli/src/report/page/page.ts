import { createHash } from 'node:crypto';
import { isUnproved } from '@tinjis/delivery/print/proof';
import type { Report as Proved } from '@tinjis/delivery/verify/verify';
import type { Evidence } from '../evidence.ts';
import type { ReportData } from '../report.ts';
import { liveRunChapter, number, promisesChapter } from './chapters.ts';
import { fullChapter, overviewChapter } from './cluster.ts';
import { html, type Html, placesOf, trusted } from './html.ts';

/** The parts of a page besides its data. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  /** The picture of each cluster's network as an `<svg>` element, where it is not too large. */
  readonly drawings: ReadonlyMap<string, string>;
}

/**
 * The whole report as one file that makes no requests. The Content-Security-Policy admits this very style sheet and
 * this very script, by their hashes, and nothing from outside. Without the script, only the search is missing.
 */
export function page(data: ReportData, { style, script, drawings }: Assets): string {
  const { organisation, clusters, proved, evidence, live, full } = data;
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`;
  const title = `${organisation}: who may do what on ${clusters.map(({ cluster }) => cluster).join(', ')}`;
  const show = placesOf(evidence);
  const chapters = [
    { id: 'promises', name: 'What is promised', content: promisesChapter(proved, show) },
    ...clusters.map((part) => ({
      id: `cluster-${part.cluster}`,
      name: `Cluster ${part.cluster}`,
      content: full ? fullChapter(part, drawings.get(part.cluster), show) : overviewChapter(part, show),
      cluster: part.cluster,
    })),
    { id: 'live', name: 'What was tried live', content: liveRunChapter(live) },
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>${title}</h1>
<p>${standing(proved.proofs)}
${full ? 'Every verdict below opens on the rule that decides it, by file and line.' : html`The page has what matters most of each service. <code>npx tinjis report --team TEAM</code> writes all there is to a team.`}</p>
${evidenceList(evidence)}
<nav aria-label="Chapters"><ul>${chapters.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<form role="search" hidden>
<label>Search <input type="search" id="search" autocomplete="off" placeholder="name, action, rule, file"></label>
${choices('verdict', 'Show', ['allow', 'allowed'], ['deny', 'refused'])}
${clusters.length > 1 && choices('cluster', 'On', ...clusters.map(({ cluster }) => [cluster, cluster] as const))}
<output id="found" aria-live="polite"></output>
<button type="button" id="theme">Light or dark</button>
</form>
</header>
<main id="main" tabindex="-1">
${chapters.map(
  ({
    id,
    name,
    content,
    ...of
  }) => html`<section id="${id}" aria-labelledby="${id}-title"${'cluster' in of && html` data-cluster="${of.cluster}"`}><h2 id="${id}-title">${name}</h2>
${content}</section>
`,
)}
</main>
<script>${trusted(script)}</script>
</body>
</html>
`.text;
}

function choices(name: string, legend: string, ...values: readonly (readonly [value: string, label: string])[]): Html {
  return html`<fieldset><legend>${legend}</legend>${[['', 'all'] as const, ...values].map(
    ([value, label]) => html`
<label><input type="radio" name="${name}" value="${value}"${value === '' && html` checked`}> ${label}</label>`,
  )}</fieldset>`;
}

/** What the report was made from: whoever has the same files gets the same verdicts. */
function evidenceList({ commit, made, version, policies, renderer }: Evidence): Html {
  const from = commit
    ? html`<code>${commit.id}</code>${commit.clean ? ', as committed' : html` <b>with changes that are not committed</b>`}`
    : html`<b>no commit: the files are in no Git repository</b>`;
  return html`<dl class="evidence">
<dt>Commit</dt><dd>${from}</dd>
<dt>Made</dt><dd><time datetime="${made}">${made.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time></dd>
<dt>Policies</dt><dd><code>${policies}</code></dd>
<dt>By</dt><dd>tinjis ${version}, ${renderer}</dd>
</dl>`;
}

/** How many promises hold, in a sentence. */
function standing(proofs: Proved['proofs']): Html {
  const cases = proofs.reduce((sum, proof) => sum + proof.cases, 0);
  const unproved = proofs.filter(isUnproved).length;
  const broken = proofs.filter(({ breaches }) => breaches.length > 0).length - unproved;
  if (broken + unproved === 0)
    return html`<b>All ${proofs.length} promises hold</b>, proved over ${number(cases)} cases.`;
  return html`<b>${broken} of ${proofs.length} promises are broken${unproved > 0 ? `, and ${unproved} more are not proved` : ''}.</b>`;
}

/** An inline source, as a Content-Security-Policy names it (CSP 3, 2.3.1). */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
