# Without the package bash-completion its function for words that hold `=` or `:` is
# defined here, as far as the script below calls it.
if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
    # Sets cur, prev, words and cword; -n CHARACTERS do not part words.
    _get_comp_words_by_ref()
    {
        local glue="" i joined=() last=0 rest=$COMP_LINE word
        [[ $1 == -n ]] && glue=$2
        for i in "${!COMP_WORDS[@]}"; do
            word=${COMP_WORDS[i]}
            # Without a blank before it, a separator and what follows it belong to the word before.
            if [[ $i -gt 0 && -n $glue && $rest != [[:blank:]]* &&
                ( $word == [$glue]* || ${joined[last]} == *[$glue] ) ]]; then
                joined[last]+=$word
            elif [[ $i -gt 0 ]]; then
                joined[++last]=$word
            else
                joined[0]=$word
            fi
            rest=${rest#"${rest%%[![:blank:]]*}"}
            rest=${rest#"$word"}
            [[ $i -eq $COMP_CWORD ]] && cword=$last
        done
        words=("${joined[@]}")
        cur=${words[cword]}
        prev=${words[cword - 1]}
    }
fi

