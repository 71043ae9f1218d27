import { answerReasons } from '@tinjis/delivery/answer/reasons';
import { sentencesOf } from '@tinjis/delivery/entry';
import type { Asked, Because } from '../question.ts';
import { layerNames } from '@tinjis/delivery/print/answer';
import { placeText } from '@tinjis/delivery/print/findings';
import { html, type Html } from './html.ts';

const words = { allow: '✔ allowed', deny: '✘ refused', unknown: '? unknown' } as const;

/**
 * A verdict with the layers that gave it; opened, the rule of each with its place, and the command that answers the
 * same.
 */
export function verdict({ verdict: given, decidedBy, because, words: command }: Asked): Html {
  return html`<details><summary><b>${words[given]}</b> <small>${decidedBy.map((layer) => layerNames[layer]).join(', ')}</small></summary>
<dl>${because.map(rule)}</dl><p><code>npx tinjis can ${command}</code></p></details>`;
}

function rule({ layer, reason }: Because): Html {
  const at = 'searched' in reason.at ? reason.at.searched[0] : reason.at;
  return html`<dt>${layerNames[layer]}</dt><dd>${sentencesOf(answerReasons, reason).says}${at && html` <code>${placeText(at)}</code>`}</dd>`;
}
