import type { GuardDecision, PathDecision } from '../guard/guard.ts';
import { type GuardCode, type GuardReason, type GuardVerdict, guardRules } from '../guard/rules.ts';
import type { Style } from './style.ts';
import { placeText } from './findings.ts';

const headlines: Readonly<Record<GuardVerdict, string>> = {
  allow: 'ALLOW',
  'needs-platform': 'NEEDS PLATFORM',
  unknown: 'UNKNOWN',
  deny: 'DENY',
};

const colours: Readonly<Record<GuardVerdict, 'green' | 'yellow' | 'red'>> = {
  allow: 'green',
  'needs-platform': 'yellow',
  unknown: 'yellow',
  deny: 'red',
};

/**
 * A decision for people: the headline, then each path that is not simply allowed, with the fault, its place, and its
 * fix.
 */
export function guardText({ verdict, reasons, paths }: GuardDecision, author: string, style: Style): string {
  const open = paths.filter((path) => path.verdict !== 'allow');
  const mark = (of: GuardVerdict) => style[colours[of]](style.bold(headlines[of]));
  const headline = `${mark(verdict)}  ${visible(author)} changes ${counted(paths.length)}, ${paths.length - open.length} allowed`;
  const listed = open.map(
    (path) => `${style[colours[path.verdict]](headlines[path.verdict])}  ${visible(path.path)}\n${reasonsText(path)}`,
  );
  return [headline, ...reasons.map(reasonText), ...listed].join('\n');
}

/** The decision as data, each reason with its sentence. */
export function guardJson({ verdict, reasons, paths }: GuardDecision): Record<string, unknown> {
  const worded = (reason: GuardReason) => ({ ...reason, ...sentence(reason) });
  return {
    verdict,
    reasons: reasons.map(worded),
    paths: paths.map((path) => ({ ...path, reasons: path.reasons.map(worded) })),
  };
}

function reasonsText({ reasons }: PathDecision): string {
  return reasons.map(reasonText).join('\n');
}

function reasonText(reason: GuardReason): string {
  const { says, fix } = sentence(reason);
  const places = 'searched' in reason.at ? reason.at.searched : [reason.at];
  return [
    `  ${says}`,
    ...places.map((at) => `    ${visible(placeText(at))}`),
    `    fix: ${fix}  [${reason.code}]`,
  ].join('\n');
}

function sentence({ code, args }: GuardReason): { says: string; fix: string } {
  const shown = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, visible(value)]));
  const { says, fix } = guardRules[code satisfies GuardCode];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(shown[name]));
  return { says: fill(says), fix: fill(fix) };
}

/** Escapes every character that could make a terminal or a comment show different text from what is there. */
function visible(text: string): string {
  return text.replace(/[^\u0020-\u007e]/gu, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'path' : 'paths'}`;
}
