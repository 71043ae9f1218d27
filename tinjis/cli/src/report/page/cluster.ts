import { callerName } from '../../pictures/network.ts';
import type { Connection } from '../connections.ts';
import type { Matrix, TeamMatrices } from '../matrix.ts';
import type { ClusterPart, ServicePart, TeamPart } from '../report.ts';
import { number } from './chapters.ts';
import { type Cell, html, type Html, type Row, type ShowPlace, table, trusted, verdict, verdictCell } from './html.ts';

/**
 * Everything about one cluster: who may do what, who can connect, what runs.
 * @param drawing the network as an `<svg>` element; undefined if it was too large to draw
 */
export function fullChapter({ cluster, teams }: ClusterPart, drawing: string | undefined, show: ShowPlace): Html {
  const services = teams.flatMap((team) => team.services);
  return html`<h3>Who may do what on ${cluster}</h3>
${teams.map((team) => access(cluster, team, show))}
<h3>Who can connect on ${cluster}</h3>
${
  drawing === undefined
    ? html`<p>The network is too large for a drawing that helps. The table says everything.</p>`
    : html`<div class="network" role="region" aria-label="Drawing of the network of ${cluster}" tabindex="0">
<div role="img" aria-label="Who can connect to whom on ${cluster}; the table below says the same">${trusted(drawing)}</div></div>`
}
${table(
  `Who can connect to whom on ${cluster}`,
  ['from', 'to', 'network'],
  services.flatMap(({ connections, out }) => [...connections, ...out].map((each) => connectionRow(each, show))),
)}
<h3>What runs on ${cluster}</h3>
${table(
  `The image of each service on ${cluster}`,
  ['service', 'image', 'named in'],
  services.map(({ service, image }) => ({
    head: service,
    cells: [{ content: imageName(image.image) }, { content: show(image.at) }],
  })),
)}`;
}

/** Callers × actions, with a verdict in each cell. */
function access(cluster: string, { team, matrices }: TeamPart, show: ShowPlace): Html {
  // A full report has them.
  const { namespace, people, programs, services } = matrices as TeamMatrices;
  const place = `namespace ${namespace} of ${cluster}`;
  return html`<article data-group><h4>Team ${team}</h4>
${services.map((matrix) => matrixTable(`What people may do to ${matrix.service} on ${cluster}`, matrix, show))}
${matrixTable(`What people may do in ${place}`, people, show)}
${matrixTable(`What programs may do in ${place}`, programs, show)}</article>`;
}

function matrixTable(caption: string, { columns, rows }: Matrix, show: ShowPlace): Html {
  return table(
    caption,
    ['what', ...columns.map(({ who, standsFor }) => ({ name: short(who), note: standsFor }))],
    rows.map(({ action, cells }) => ({ head: action, cells: cells.map((answer) => verdictCell(answer, show)) })),
  );
}

/** Of a ServiceAccount's long name, the last two words say nearly everything. */
function short(who: string): string {
  return who.replace(/^system:serviceaccount:([^:]+):/, '$1/');
}

function connectionRow(connection: Connection, show: ShowPlace): Row {
  const { to, port, answer } = connection;
  return { head: callersText(connection), cells: [{ content: `${to}:${port}` }, verdictCell(answer, show)] };
}

function callersText({ from, others }: Connection): string {
  return others === 0 ? callerName(from) : `every other service: ${from} and ${number(others)} more`;
}

function imageName(image: string | undefined): Html {
  return image === undefined ? html`<em>never built</em>` : html`<code>${image}</code>`;
}

/** The services of one cluster, team by team: who delivers each, who connects to it, what runs. */
export function overviewChapter({ cluster, teams }: ClusterPart, show: ShowPlace): Html {
  return html`${teams.map(
    ({ team, members, services }) => html`<article data-group><h3>Team ${team}</h3>
${table(
  `Services of team ${team} on ${cluster}; its members: ${members.join(', ') || 'nobody'}`,
  ['service', 'its team brings a new version', 'who can connect', 'image'],
  services.map((each) => serviceRow(each, show)),
)}</article>`,
  )}`;
}

function serviceRow({ service, deploy, connections, image }: ServicePart, show: ShowPlace): Row {
  const delivered: Cell = deploy
    ? verdictCell(deploy, show, deploy.verdict !== 'allow')
    : { content: html`<b>nobody is in the team</b>` };
  return {
    head: service,
    cells: [
      delivered,
      { content: [...Map.groupBy(connections, ({ port }) => port)].map(([port, some]) => portText(port, some, show)) },
      { content: [imageName(image.image), html` <small>${show(image.at)}</small>`] },
    ],
  };
}

/** Who gets through to one port; everybody else is named together. */
function portText(port: number, connections: readonly Connection[], show: ShowPlace): Html {
  const by = (verdict: string): readonly Connection[] => connections.filter(({ answer }) => answer.verdict === verdict);
  const [refused] = by('deny');
  return html`<p data-verdict="allow"><b>:${port} ✔</b> ${by('allow').map(callersText).join(', ') || 'nobody'}</p>
${by('unknown').map((each) => html`<div data-verdict="unknown">${callersText(each)} ${verdict(each.answer, show)}</div>`)}
${refused && html`<div data-verdict="deny"><small>everybody else</small> ${verdict(refused.answer, show)}</div>`}`;
}
