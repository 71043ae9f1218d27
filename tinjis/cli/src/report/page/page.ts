import { createHash } from 'node:crypto';
import { isUnproved } from '@tinjis/delivery/print/proof';
import type { Report as Proved } from '@tinjis/delivery/verify/verify';
import type { ReportData } from '../report.ts';
import { html, type Html, trusted } from './html.ts';
import { imagesChapter, liveRunChapter, matrixSection, networkChapter, promisesChapter } from './chapters.ts';

/** The parts of a page besides its data. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  /** The picture of the network as an `<svg>` element. */
  readonly drawing: string;
}

/**
 * The whole report as one file that makes no requests. The Content-Security-Policy admits this very style sheet and
 * this very script, by their hashes, and nothing from outside. Without the script, only the search is missing.
 */
export function page(data: ReportData, { style, script, drawing }: Assets): string {
  const { organisation, cluster, proved, matrices, connections, running, live } = data;
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`;
  const title = `${organisation}: who may do what on ${cluster}`;
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
Every verdict below opens on the rule that decides it, by file and line.</p>
<nav aria-label="Chapters"><ul>${chapters.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<form role="search" hidden>
<label>Search <input type="search" id="search" autocomplete="off" placeholder="name, action, rule, file"></label>
<fieldset><legend>Show</legend>
<label><input type="radio" name="verdict" value="" checked> all</label>
<label><input type="radio" name="verdict" value="allow"> allowed</label>
<label><input type="radio" name="verdict" value="deny"> refused</label></fieldset>
<output id="found" aria-live="polite"></output>
<button type="button" id="theme">Light or dark</button>
</form>
</header>
<main id="main" tabindex="-1">
${chapter('access', matrices.map(matrixSection))}
${chapter('network', networkChapter(connections, drawing))}
${chapter('promises', promisesChapter(proved))}
${chapter('images', imagesChapter(running))}
${chapter('live', liveRunChapter(live))}
</main>
<script>${trusted(script)}</script>
</body>
</html>
`.text;
}

/** How many promises hold, in a sentence. */
function standing(proofs: Proved['proofs']): Html {
  const cases = proofs.reduce((sum, proof) => sum + proof.cases, 0);
  const unproved = proofs.filter(isUnproved).length;
  const broken = proofs.filter(({ breaches }) => breaches.length > 0).length - unproved;
  if (broken + unproved === 0) return html`<b>All ${proofs.length} promises hold</b>, proved over ${cases} cases.`;
  return html`<b>${broken} of ${proofs.length} promises are broken${unproved > 0 ? `, and ${unproved} more are not proved` : ''}.</b>`;
}

const chapters = [
  { id: 'access', name: 'Who may do what' },
  { id: 'network', name: 'Who can connect' },
  { id: 'promises', name: 'What is promised' },
  { id: 'images', name: 'What runs where' },
  { id: 'live', name: 'What was tried live' },
] as const;

function chapter(id: (typeof chapters)[number]['id'], content: Html | readonly Html[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${chapters.find((each) => each.id === id)?.name}</h2>
${content}</section>`;
}

/** An inline source, as a Content-Security-Policy names it (CSP 3, 2.3.1). */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
