import type { CommandReference, OptionReference } from './describe.ts';

/**
 * A script for bash. It holds all words itself: while somebody types, it runs nothing and evaluates nothing of the
 * line.
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

/** A script for zsh, to be sourced after `compinit`, or kept as \`_tinjis\` in a folder of \`fpath\`. */
export function zshCompletion(commands: readonly CommandReference[]): string {
  return `#compdef tinjis
# tinjis completion zsh
_tinjis() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quotedForZsh(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${commands.map(({ name, options }) => `    ${name}) _arguments ${options.map(spec).join(' ')} '*:file:_files' ;;`).join('\n')}
  esac
}
if [[ $funcstack[1] = _tinjis ]]; then _tinjis "$@"; else compdef _tinjis tinjis; fi`;
}

function spec({ long, takesValue, description }: OptionReference): string {
  return quotedForZsh(`${long}[${description.replace(/[[\]\\:]/g, '\\$&')}]${takesValue ? ':value:_files' : ''}`);
}

function quotedForZsh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script for fish, to be sourced, or kept as `tinjis.fish` in its folder of completions. */
export function fishCompletion(commands: readonly CommandReference[]): string {
  return [
    '# tinjis completion fish',
    ...commands.flatMap(({ name, summary, options }) => [
      `complete -c tinjis -n __fish_use_subcommand -f -a ${name} -d ${quotedForFish(summary)}`,
      ...options.map(
        (option) =>
          `complete -c tinjis -n '__fish_seen_subcommand_from ${name}' ${flags(option)} -d ${quotedForFish(option.description)}`,
      ),
    ]),
  ].join('\n');
}

function flags({ long, short, takesValue }: OptionReference): string {
  return [
    `-l ${long.slice(2)}`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(takesValue ? ['-r'] : []),
  ].join(' ');
}

function quotedForFish(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
