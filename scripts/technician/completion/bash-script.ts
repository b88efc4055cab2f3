/**
 * For bash. Not the package's: that one wants bash-completion installed, offers no files, and runs what is typed
 * through `eval`, so that `$(…)` on an unfinished line would be carried out by pressing Tab.
 */
export const BASH_SCRIPT = `# bash completion for tillbell
_tillbell_complete() {
  local typed="\${COMP_LINE:0:COMP_POINT}" line current
  local -a words=()
  read -ra words <<< "$typed"
  [[ "$typed" == *" " ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  while IFS= read -r line; do
    [[ "$line" == :* ]] && continue
    line="\${line%%$'\\t'*}"
    # bash itself breaks words at colons, and wants only what comes after.
    [[ "$current" == *:* ]] && line="\${line#"\${current%:*}:"}"
    COMPREPLY+=("$line")
  done < <(npx tillbell complete -- "\${words[@]:1}" 2>/dev/null)
  [[ "\${COMPREPLY[*]}" == "ble:" ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _tillbell_complete tillbell
`;
