import { catalogue } from '@tinjis/delivery/catalogue';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';

/**
 * The page of a code: its meaning, why it matters, how to fix it.
 * @throws Failure (misuse) for an unknown code
 */
export function explanation(code: string): Outcome {
  const entry = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
  if (!entry) {
    const [area = ''] = code.split('/');
    const near = Object.keys(catalogue).filter((each) => each.startsWith(`${area}/`));
    const fix =
      near.length > 0 ? `the codes of ${area} are ${near.join(', ')}` : 'take the code as it was printed: area/name';
    throw new Failure('misuse', { what: `there is no code ${code}`, fix });
  }
  const { says, why, fix } = entry;
  return {
    exit: exitCodes.clean,
    text: ({ bold }) => [bold(code), says, '', why, ...(fix === '' ? [] : ['', `fix: ${fix}`])].join('\n'),
    json: { code, says, why, fix },
  };
}
