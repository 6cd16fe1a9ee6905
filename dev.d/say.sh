# say.sh - how ./dev speaks: plain words, colour only on a terminal, a log for everything that takes time.

bold= red= off=
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then
    bold=$'\e[1m' red=$'\e[31m' off=$'\e[0m'
fi

say() { echo "dev: $*" >&2; }

die() {
    echo "${red}dev: $*${off}" >&2
    exit 1
}

# Runs a command quietly into build/log/LOG.log. Says what and for how long; when it fails, also how the log ends.
step() { # WHAT LOG COMMAND...
    local what=$1 log=$build/log/$2.log from=$SECONDS
    shift 2
    mkdir -p "$build/log"
    printf '  %s … ' "$what" >&2
    if "$@" >"$log" 2>&1 </dev/null; then
        echo "$((SECONDS - from)) s" >&2
        return 0
    fi
    echo "${red}failed${off}" >&2
    tail -n 25 "$log" | sed "s,$build/ext/phpize/,,g; s,$root/,,g; s/^/    | /" >&2
    say "$what failed; the whole log is $log"
    return 1
}

# phpize, libtool and make have no way to name a file with a space in it.
sound_path() {
    case $root in
    *[[:space:]]*) die "phpize, libtool and make cannot build in a folder with a space in its path: move $root" ;;
    esac
}
