/** What builds every image, besides its own Dockerfile: a change here can change all of them. */
const builder = ['.github/scripts/image', '.github/workflows/build.yaml', '.dockerignore', 'services/base-images.env'];

/**
 * The paths of the repository that can change a service's image: its Dockerfile, what that copies, and what runs the
 * build. Read from the Dockerfile's COPY and ADD lines, so that no second list can fall behind.
 * @param dockerfile path of the Dockerfile
 * @param text its text
 * @returns files and folders; a single empty path, which is the whole repository, where a source cannot be told from
 * the text
 */
export function imageInputs(dockerfile: string, text: string): readonly string[] {
  const copied = text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [instruction = '', ...words] = line.trim().split(/\s+/);
      return /^(COPY|ADD)$/i.test(instruction) ? sources(words) : [];
    });
  const inputs = copied.map((path) => path.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''));
  return inputs.some((path) => path === '' || path === '.' || /[*?[$"']|^\.\.|\/\.\./.test(path))
    ? ['']
    : [...new Set([dockerfile, ...builder, ...inputs])];
}

/** Can a change of this path change the image? */
export function isInput(inputs: readonly string[], path: string): boolean {
  return inputs.some((input) => input === '' || path === input || path.startsWith(`${input}/`));
}

/** What an instruction copies from the build context: all but the flags and the last word. */
function sources(words: readonly string[]): readonly string[] {
  if (words.some((word) => word.startsWith('--from='))) return [];
  return words.filter((word) => !word.startsWith('--')).slice(0, -1);
}
