import type { CommandReference } from '../describe.ts';

/**
 * A script for bash. It holds all words itself: nothing is run while somebody types, and nothing of the line is
 * evaluated.
 */
export function bashCompletion(commands: readonly CommandReference[]): string {
  const valued = commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ long, short }) => [long, ...(short === undefined ? [] : [short])].map((flag) => `"${name} ${flag}"`)),
  );
  return `# tinjis completion bash
_tinjis() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')} help --help'
  else
    case "\${COMP_WORDS[1]} $prev" in
      # The value of an option: a name bash does not know, or a file.
      ${valued.join(' | ')}) ;;
      *)
        case \${COMP_WORDS[1]} in
${commands.map(({ name, options }) => `          ${name}) words='${options.map(({ long }) => long).join(' ')} --help' ;;`).join('\n')}
        esac
        ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _tinjis tinjis`;
}
