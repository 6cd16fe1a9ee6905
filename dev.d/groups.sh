# groups.sh - ./dev test: which tests there are, what each needs, and how they are run and counted.
#
# A group is one or more jobs, named GROUP.VARIANT. Two jobs run at a time, and what a job says is shown when it has ended. Each job has a tally of its own
# (build/test/JOB, kept by tests/run); the sum of all is the last line. A job that has counted nothing counts as one failure: nothing vanishes. What all of them
# need is installed, fetched and built first; when that fails, nothing is run, and it is the one failure.

# Which groups there are, and the jobs of each, is tests/Makefile's to say (make -C tests graph); it runs them, too, but for those with a function here.
# Of a job: what no other may be at work on meanwhile, and the extension that it wants.
declare -A jobs_in=() meanwhile_of=() extension_of=()
all_groups=()

read_graph() {
    local group job meanwhile extension
    while read -r group job meanwhile extension; do
        meanwhile_of[$job]=${meanwhile/#-/$job} extension_of[$job]=$extension
        [ "$group" != - ] || continue
        [ -n "${jobs_in[$group]-}" ] || all_groups+=("$group")
        jobs_in[$group]+="$job "
    done < <(make -s -C "$root/tests" --no-print-directory graph)
}

jobs_of() { # GROUP or JOB; in the order in which they had best be started
    if [ -n "${jobs_in[$1]-}" ]; then echo ${jobs_in[$1]}; else [ -n "${meanwhile_of[$1]-}" ] && echo "$1"; fi
}

needs_of() { # JOB
    case $1 in
    lint) echo "php lint" ;;
    fuzz.campaign) echo fuzz ;;
    budget.*) echo "test budget" ;;
    configure) echo "php malloc" ;;
    # Where nobody can become root they are skipped.
    matrix.* | bare) ! as_root true 2>/dev/null || echo debootstrap ;;
    docker) ! as_root true 2>/dev/null || echo "php debootstrap docker" ;;
    phpt.*) echo "php curl malloc" ;;
    unit.*) echo "test malloc" ;;
    e2e.*malloc) echo "php test malloc $(scripts_need)" ;;
    e2e.* | chaos.*) echo "php test $(scripts_need)" ;;
    browser) echo "php browser" ;;
    websocket) echo "php npm" ;;
    install) echo php ;;
    mutants) echo "php test malloc $(scripts_need)" ;;
    *) echo test ;;
    esac
}

# With 32 random bits in an address, older sanitizers find their shadow memory taken.
fixed_addresses=()
if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)" -gt 28 ] && setarch -R true 2>/dev/null; then fixed_addresses=(setarch -R); fi

in_tests() { # VARIANT TARGET...
    local variant=$1
    shift
    # Quiet (say=): a job's output is what its tests and the compiler have to say.
    "${fixed_addresses[@]}" make -s -C "$root/tests" --no-print-directory -j"$cores" VARIANT="$variant" FUZZ_CC="$(clang_tool clang)" \
        say= ${only:+ONLY="$only"} "$@"
}

# All that the jobs need.
set_up() { # JOB...
    local job needs=()
    for job; do needs+=($(needs_of "$job")); done
    need libuv $(printf '%s\n' "${needs[@]}" | sort -u) && llhttp || return 1
    # Roots get the sources of llhttp, also where this system has a library.
    case " $* " in *' matrix.'*) [ -f "$root/vendor/llhttp/src/VERSION" ] || step "llhttp's sources" llhttp "$root/vendor/llhttp/fetch" --force || return 1 ;; esac
    case " $* " in *' websocket '*) npm_step websocket || return 1 ;; esac
    case " $* " in *' browser '*) npm_step browser || return 1 ;; esac
    for job in $(for job; do echo "${extension_of[$job]#-}"; done | sort -u); do extension "$job" || return 1; done
}

# The programs that two jobs at a time could otherwise be building at once. One that cannot be built is a failure of its job.
build_before() { # JOB...
    (($# > 1)) || return 0
    [[ " $* " =~ ' '(unit|prop|kill|budget|e2e|chaos)'.'(plain|[a-z]*malloc)' ' ]] || return 0
    step "engine and tests, plain" make-plain in_tests plain -k build
}

run_job() { # JOB
    # jemalloc's thread-local block is larger than what glibc keeps for late comers.
    case $1 in *.*malloc) local -x APPNET_ALLOCATOR=${1#*.} GLIBC_TUNABLES=glibc.rtld.optional_static_tls=4096 ;; esac
    case $1 in
    phpt.*) phpt "${1#*.}" ;;
    matrix.*) matrix "${1#*.}" ;;
    docker) docker_image ;;
    bare) bare ;;
    fuzz.campaign) FUZZ_SECONDS=${FUZZ_SECONDS:-10} in_tests fuzz campaign ;;
    *.*malloc) in_tests plain "${1%.*}" ;;
    *.*) in_tests "${1#*.}" "${1%.*}" ;;
    *) in_tests plain "$1" ;;
    esac
}

# What is beside the extension is a matter of php.ini, for the allocators too: they are run with the plain extension.
settings_of() { # VARIANT
    local of_php=
    case $1 in
    *malloc) echo "appnet.allocator=$1" ;;
    opcache | xdebug)
        of_php=$("$PHP_CONFIG" --extension-dir)/$1.so
        [ -f "$of_php" ] || { echo "phpt $1: there is no $of_php" >&2 && return 1; }
        ;;&
    opcache) echo "zend_extension=$of_php opcache.enable_cli=1 opcache.jit_buffer_size=64M opcache.jit=tracing" ;;
    xdebug) echo "zend_extension=$of_php xdebug.mode=develop,debug xdebug.start_with_request=no xdebug.discover_client_host=0" ;;
    esac
}

phpt() { # VARIANT
    local built=$1
    case $1 in *malloc | opcache | xdebug) built=plain ;; esac
    [ -f "$build/ext/$built/modules/appnet.so" ] || { echo "phpt $1: the extension has not been built" && return 1; }
    export APPNET_EXT=$build/ext/$built APPNET_PHPT="${phpts[*]:-tests/phpt}" APPNET_INI= SKIP_ASAN=
    APPNET_INI=$(settings_of "$1") || return 1
    export TEST_PHP_EXECUTABLE
    TEST_PHP_EXECUTABLE=$(command -v "$(php_of "$built")")
    [ "$1" != asan ] || SKIP_ASAN=1
    env $(env_of "$built") "${fixed_addresses[@]}" "$root/tests/run" --group "phpt $1" --timeout 900 "$root/tests/lib/phpt"
}

# What a group needs from npm, in build/GROUP, where its scripts look for it; fetched anew only when something else is asked for.
npm_packages() { # GROUP
    local from=$root/tests/$1
    mkdir -p "$build/$1" && cd "$build/$1" || return 1
    cmp -s "$from/package-lock.json" package-lock.json && [ -d node_modules ] && return 0
    rm -rf node_modules && cp "$from"/package.json . || return 1
    cp "$from"/package-lock.json . || return 1
    timeout 300 npm ci --ignore-scripts --no-audit --no-fund && return 0
    rm -f package-lock.json
    return 1
}

npm_step() { # GROUP
    step "packages of npm for $1" "$1-packages" npm_packages "$1" && return 0
    say "what $1 needs cannot be had from the npm registry: is there a network?"
    return 1
}

# Sees to it that a job which went wrong, or did nothing, has at least one failure to its name.
settle() { # JOB STATUS
    local counted failed
    read -r counted failed < <(awk '{ n += $1 + $2 + ($4 ~ /^(matrix|docker|bare)/ ? $3 : 0); f += $2 } END { print n + 0, f + 0 }' "$build/test/$1" 2>/dev/null || echo 0 0)
    if ((counted == 0)); then
        echo "${red}-- $1: has run no test${off}" && echo "0 1 0 $1 (has run no test)" >>"$build/test/$1"
    elif (($2 != 0 && failed == 0)); then
        echo "${red}-- $1: exit status $2${off}" && echo "0 1 0 $1 (exit status $2)" >>"$build/test/$1"
    fi
}

start_job() { # JOB
    APPNET_TALLY=$build/test/$1 run_job "$1" </dev/null
}

# Runs the jobs, two at a time; each in a process group of its own, so that an interrupt can end all of it.
run_jobs() { # JOB...
    local waiting=("$@") job pid status running= i
    local -A job_of=()
    trap 'for pid in "${!job_of[@]}"; do kill -TERM -- "-$pid"; done 2>/dev/null; exit 130' INT TERM HUP
    while ((${#waiting[@]} + ${#job_of[@]})); do
        for i in "${!waiting[@]}"; do
            job=${waiting[i]}
            ((${#job_of[@]} < 2)) || break
            [[ $running == *" ${meanwhile_of[$job]} "* ]] && continue
            unset 'waiting[i]'
            set -m
            start_job "$job" >"$build/log/test-$job.log" 2>&1 &
            set +m
            job_of[$!]=$job running+=" ${meanwhile_of[$job]} "
        done
        wait -n -p pid
        status=$?
        job=${job_of[$pid]}
        unset "job_of[$pid]"
        running=${running/" ${meanwhile_of[$job]} "/}
        cat "$build/log/test-$job.log"
        settle "$job" $status
    done
    trap - INT TERM HUP
}

# A word is a group, or a file that belongs to one: it sets groups, phpts and only.
choose_tests() { # WORD...
    local word group
    for word; do
        if jobs_of "$word" >/dev/null; then
            groups+=("$word")
            continue
        fi
        [ -e "$word" ] || [ ! -e "$root/$word" ] || word=$root/$word
        [ -e "$word" ] || die "no such group or file: $word (groups: ${all_groups[*]})"
        word=$(realpath --relative-to="$root" "$word") group=${word#tests/} group=${group%%/*}
        jobs_of "$group" >/dev/null || die "$word belongs to no group of tests"
        case $group in
        phpt) phpts+=("$word") ;;
        fuzz) only=$(basename "${word%.*}" _fuzz) ;;
        *) only=$(basename "${word%.*}") ;;
        esac
        [[ " ${groups[*]-} " == *" $group "* ]] || groups+=("$group")
    done
}

cmd_test() {
    local groups=() phpts=() only= jobs=() group from=$SECONDS
    sound_path
    rm -rf "$build/test" && mkdir -p "$build/test" || return 1
    # What sets up does so in a shell of its own, for what ends it. Without make there is no graph to choose from.
    if (need make) && choose_jobs "$@" && (set_up "${jobs[@]}"); then
        build_before "${jobs[@]}"
        if ((${#jobs[@]} == 1)); then
            start_job "$jobs"
            settle "$jobs" $?
        else
            run_jobs "${jobs[@]}"
        fi
    else
        echo "0 1 0 the set-up, so no test was run: see above" >"$build/test/set-up"
    fi
    close $((SECONDS - from))
}

choose_jobs() { # WORD...
    read_graph
    choose_tests "$@"
    # The long ones first.
    ((${#groups[@]})) || groups=(bare phpt matrix docker kill fuzz malloc browser install websocket e2e chaos race unit prop budget lint)
    for group in "${groups[@]}"; do jobs+=($(jobs_of "$group")); done
}

# The closing lines; the last one is the sum and nothing else.
close() { # SECONDS
    cat "$build"/test/* >"$build/test.tally"
    echo
    awk -v red="$red" -v off="$off" '$2 > 0 { n = $2; sub(/^[^ ]+ [^ ]+ [^ ]+ /, ""); print red "failed: " $0 off (n > 1 ? " (" n ")" : "") }' "$build/test.tally"
    echo "in $(($1 / 60)) min $(($1 % 60)) s; logs are in build/log"
    APPNET_TALLY=$build/test.tally "$root/tests/run" --total
}
