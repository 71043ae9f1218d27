import type { Connection } from '../report/connections.ts';
import type { Picture, Shape } from './picture.ts';

/** A caller in people's words. */
export function callerName(from: string): string {
  if (from === 'outside') return 'outside the cluster';
  return from.startsWith('pod:') ? 'any other pod' : from;
}

/**
 * The connections of a report as a picture. It shows only those refused connections that strangers try: all of them
 * would hide the open connections.
 */
export function networkPicture(connections: readonly Connection[]): Picture {
  const callers = [...new Set(connections.map(({ from }) => from))];
  const services = new Set([...connections.map(({ to }) => to), ...callers.filter((from) => !isStranger(from))]);
  return {
    title: 'Who can connect to whom',
    description: 'The table below says the same.',
    columns: [
      { shapes: callers.filter(isStranger).map(strangerShape) },
      { shapes: [...services].map((id) => ({ id, title: id, note: 'service', kind: 'thing' })) },
    ],
    arrows: connections
      .filter(({ from, answer }) => answer.verdict !== 'deny' || isStranger(from))
      .map(({ from, to, port, answer: { verdict } }) => ({
        from,
        to,
        label: { allow: `:${port}`, deny: 'refused', unknown: 'unknown' }[verdict],
        verdict,
      })),
  };
}

function isStranger(from: string): boolean {
  return !from.includes('/') || from.startsWith('pod:');
}

function strangerShape(from: string): Shape {
  const note = from === 'outside' ? 'any address' : 'with any labels';
  return { id: from, title: callerName(from), note, kind: 'stranger' };
}
