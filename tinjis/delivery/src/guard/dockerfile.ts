/** A fault of a Dockerfile that bars building an image here, with its line (from 1). */
export interface DockerfileFault {
  readonly line: number;
  readonly why: string;
}

interface Instruction {
  readonly line: number;
  readonly name: string;
  readonly flags: readonly string[];
  readonly words: readonly string[];
}

/** The build arguments that name the pinned base images (services/base-images.env). */
const bases = ['BUILD_IMAGE', 'RUNTIME_IMAGE'] as const;

/**
 * Finds every step of a Dockerfile that is not known to be safe. These steps are safe: to begin with the pinned base
 * images, to copy from the build context or an earlier stage, and to run commands in the container alone.
 *
 * Builders read unusual input differently (directives, comments inside an instruction, heredocs), so all of it is
 * refused: Docker, BuildKit and buildah read the rest alike.
 * @param baseImages text of services/base-images.env: a line NAME=IMAGE for each build argument
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function dockerfileFaults(text: string, baseImages: string): readonly DockerfileFault[] {
  const read = instructionsOf(text);
  if ('why' in read) return [read];
  const stages = new Set<string>();
  let begun = false;
  const faults = read.instructions.flatMap((instruction): DockerfileFault[] => {
    const { line, name, words } = instruction;
    const known = Object.hasOwn(knownInstructions, name) ? knownInstructions[name] : undefined;
    if (!known) return [{ line, why: `${name} is not known to be safe${hints[name] ?? ''}` }];
    const flag = instruction.flags.find((each) => !known.includes(each.split('=', 1)[0] as string));
    if (flag !== undefined) return [{ line, why: `${name} takes the flag ${flag}, which is not known to be safe` }];
    if (name === 'FROM') {
      begun = true;
      return stage(instruction, stages);
    }
    if (!begun) return beforeFrom(instruction, baseImages);
    if (words.some((word) => word.includes('<<'))) return [{ line, why: 'builders read << differently' }];
    const from = instruction.flags.find((each) => each.startsWith('--from='))?.slice('--from='.length);
    return from === undefined || stages.has(from)
      ? []
      : [{ line, why: `it copies from ${from}, which is no earlier stage of this file` }];
  });
  return begun ? faults : [...faults, { line: 1, why: 'it has no FROM' }];
}

/**
 * Before the first FROM, a Dockerfile may declare only the base images, each with the default that the pinned file
 * names.
 */
function beforeFrom({ line, name, words }: Instruction, baseImages: string): DockerfileFault[] {
  if (name !== 'ARG') return [{ line, why: `${name} stands before the first FROM` }];
  // A build by hand may leave the digest out.
  const declared = baseImages.split(/\r?\n/).map((each) => each.replace(/@sha256:[0-9a-f]{64}$/, ''));
  const other = words.find((word) => !bases.some((base) => word === base) && !declared.includes(word));
  return other === undefined ? [] : [{ line, why: `ARG ${other} is no line of services/base-images.env` }];
}

/** Judges `FROM ${BASE} [AS NAME]`, and remembers the stage. */
function stage({ line, words }: Instruction, stages: Set<string>): DockerfileFault[] {
  const [image = '', as, name, ...more] = words;
  const named = as === undefined || (/^as$/i.test(as) && /^[a-z][a-z0-9-]*$/.test(name ?? '') && more.length === 0);
  if (!named) return [{ line, why: 'a stage is written FROM IMAGE AS name, the name in lower case' }];
  const pinned = bases.some((base) => image === `\${${base}}`) || stages.has(image);
  if (name !== undefined) stages.add(name);
  return pinned
    ? []
    : [
        {
          line,
          why: `it begins with ${image || 'nothing'}, not with ${bases.map((base) => `\${${base}}`).join(' or ')}`,
        },
      ];
}

function instructionsOf(text: string): { readonly instructions: readonly Instruction[] } | DockerfileFault {
  const instructions: Instruction[] = [];
  let open: { readonly line: number; text: string } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = index + 1;
    const isEmpty = line.trim() === '';
    if (isEmpty || /^\s*#/.test(line)) {
      if (open)
        return { line: place, why: 'builders read a comment or an empty line inside an instruction differently' };
      // Directives count only before anything else. They are refused everywhere, so no builder's rule matters.
      if (/^\s*#\s*[a-z]+\s*=/i.test(line))
        return { line: place, why: 'a directive changes who reads the file, and how' };
      continue;
    }
    if (/[^\t\u0020-\u007e]/.test(line)) return { line: place, why: 'it holds a character that is not plain ASCII' };
    if (/\\\s+$/.test(line)) return { line: place, why: 'a space follows the backslash that continues the line' };
    const continues = line.endsWith('\\');
    open = { line: open?.line ?? place, text: (open?.text ?? '') + (continues ? `${line.slice(0, -1)} ` : line) };
    if (continues) continue;
    instructions.push(instructionOf(open.line, open.text));
    open = undefined;
  }
  return open ? { line: open.line, why: 'its last line is continued by nothing' } : { instructions };
}

function instructionOf(line: number, text: string): Instruction {
  const [name = '', ...words] = text.trim().split(/\s+/);
  const end = words.findIndex((word) => !word.startsWith('--'));
  const flags = end === -1 ? words : words.slice(0, end);
  return { line, name: name.toUpperCase(), flags, words: words.slice(flags.length) };
}

/** Instructions that may make an image, and the flags that each may have. Anything else is refused. */
const knownInstructions: Readonly<Record<string, readonly string[]>> = {
  ARG: [],
  CMD: [],
  COPY: ['--from', '--chown', '--chmod'],
  ENTRYPOINT: [],
  ENV: [],
  EXPOSE: [],
  FROM: ['--platform'],
  LABEL: [],
  RUN: [],
  STOPSIGNAL: [],
  USER: [],
  WORKDIR: [],
};

const hints: Readonly<Record<string, string>> = {
  ADD: ': it fetches addresses and unpacks archives; COPY takes files',
  ONBUILD: ': it acts in builds of other images',
  SHELL: ': it changes who runs the commands',
};
