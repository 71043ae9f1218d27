import { EVENT_ID, type Event, getScalarValue } from 'js-yaml';

/** Where a node starts in its text, and where the nodes under it do. */
export interface YamlPlace {
  /** Offset of the node; for the value of a mapping's key, of the key. */
  readonly offset: number;
  readonly children: ReadonlyMap<string | number, YamlPlace>;
}

/**
 * Places of every node, one tree a document, from the parser's events.
 * An alias has the children of the node it stands for: an edit belongs where the value is written.
 */
export function places(source: string, events: readonly Event[]): YamlPlace[] {
  const anchors = new Map<string, YamlPlace['children']>();
  const documents: YamlPlace[] = [];
  let next = 0;

  function ends(): boolean {
    if (events[next]?.type !== EVENT_ID.POP) return false;
    next++;
    return true;
  }
  function node(key?: number): YamlPlace {
    const event = events[next++] as Event;
    const children = new Map<string | number, YamlPlace>();
    if (event.type === EVENT_ID.ALIAS) {
      // The parser has refused an alias without anchor.
      const target = anchors.get(source.slice(event.anchorStart, event.anchorEnd)) as YamlPlace['children'];
      return { offset: key ?? event.anchorStart, children: target };
    }
    const { anchorStart, anchorEnd } = event as { anchorStart: number; anchorEnd: number };
    if (anchorStart >= 0) anchors.set(source.slice(anchorStart, anchorEnd), children);
    if (event.type === EVENT_ID.SEQUENCE) {
      for (let item = 0; !ends(); item++) {
        children.set(item, node());
      }
    } else if (event.type === EVENT_ID.MAPPING) {
      while (!ends()) {
        pair(children);
      }
    }
    const start = event.type === EVENT_ID.SCALAR ? event.valueStart : (event as { start: number }).start;
    return { offset: key ?? Math.max(start, 0), children };
  }
  function pair(children: Map<string | number, YamlPlace>): void {
    // Only scalars are keys: the parser's default mapping refuses every other.
    const name = getScalarValue(source, events[next] as Event & { type: typeof EVENT_ID.SCALAR });
    children.set(name, node(node().offset));
  }
  while (next < events.length) {
    next++;
    documents.push(node());
    ends();
  }
  return documents;
}

/** Turns offsets of one text into lines and columns, counted from 1. */
export function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    starts.push(end + 1);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}
