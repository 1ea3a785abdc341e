namespace RetrainGrains.Cli.Terminal;

/// <summary>The scripts by which shells complete what is typed: the program itself says what can follow.</summary>
internal static class CompletionScript
{
    // Options are offered where one is begun; files where nothing else fits.
    public const string Bash = """
        # Completion of retrain for bash: eval "$(retrain completion bash)", in ~/.bashrc for good.
        _retrain() {
          local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE#* }" found
          local point=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
          [ "$point" -ge 0 ] || return 0
          found="$(retrain "[suggest:$point]" "$line" 2>/dev/null)" || return 0
          case "$word" in
            -*) found="$(printf '%s\n' "$found" | grep -e '^--')" ;;
            *) found="$(printf '%s\n' "$found" | grep -v -e '^[-/]')" ;;
          esac
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$found" -- "$word"))
        }
        complete -o default -F _retrain retrain
        """;

    public const string Zsh = """
        # Completion of retrain for zsh: eval "$(retrain completion zsh)", in ~/.zshrc for good, after compinit.
        _retrain() {
          local line="${BUFFER#* }"
          local point=$((CURSOR - ${#BUFFER} + ${#line}))
          (( point >= 0 )) || return 0
          local -a found
          found=("${(@f)$(retrain "[suggest:$point]" "$line" 2>/dev/null)}")
          if [[ "$PREFIX" == -* ]]; then found=("${(@M)found:#--*}"); else found=("${(@)found:#[-/]*}"); fi
          found=("${(@)found:#}")
          if (( ${#found} )); then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _retrain retrain
        """;
}
