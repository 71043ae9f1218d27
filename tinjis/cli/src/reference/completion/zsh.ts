import type { CommandReference, OptionReference } from '../describe.ts';

/** A script for zsh, to be sourced after `compinit`, or kept as \`_tinjis\` in a folder of \`fpath\`. */
export function zshCompletion(commands: readonly CommandReference[]): string {
  return `#compdef tinjis
# tinjis completion zsh
_tinjis() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
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
  return quoted(`${long}[${description.replace(/[[\]\\:]/g, '\\$&')}]${takesValue ? ':value:_files' : ''}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
