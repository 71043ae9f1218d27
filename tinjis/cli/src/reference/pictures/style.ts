/**
 * A page shows a picture as an image, to which its own style sheet does not reach; so a picture brings its ground and
 * both themes.
 */
export const style = `
  svg { --ground: #fcfcfb; --line: #d5d9de; --column: #f1f3f5; --ink: #1f2328; --note: #59636e; --node: #ffffff; --person: #0b5a9d; --allow: #1a7f37; --deny: #cf222e; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #15181c; --line: #3a414a; --column: #1c2127; --ink: #e8eaed; --note: #a4adb8; --node: #272d35; --person: #79c0ff; --allow: #56d364; --deny: #ff8078; }
  }
  text { fill: var(--ink); font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; text-anchor: middle; }
  .ground { fill: var(--ground); stroke: var(--line); }
  .column { fill: var(--column); stroke: var(--line); }
  .node { fill: var(--node); stroke: var(--note); }
  .person { stroke: var(--person); stroke-width: 1.6; }
  .stranger { stroke-dasharray: 5 3; }
  text.head { font-size: 13px; font-weight: 600; letter-spacing: 0.02em; }
  text.name { font-size: 14px; font-weight: 600; }
  text.note { fill: var(--note); }
  text.refused, text.deny { fill: var(--deny); }
  text.allow { fill: var(--allow); }
  text.label { font-weight: 600; stroke: var(--ground); stroke-width: 5px; stroke-linejoin: round; paint-order: stroke; dominant-baseline: middle; }
  .edge { fill: none; stroke-width: 1.8; }
  .edge.allow { stroke: var(--allow); }
  .edge.deny { stroke: var(--deny); stroke-dasharray: 6 4; }
  path.head { fill: var(--allow); }
  marker circle { fill: var(--ground); stroke: var(--deny); stroke-width: 1.4; }
  #closed path { stroke: var(--deny); stroke-width: 1.4; }
`;
