# packages.sh - what must be installed, and installing it.
#
# A thing is there when it can be used, whoever brought it: only what is not is installed, by its Debian name. So a PHP of one's own is left alone, and
# systems other than Debian need no more than the things themselves.

# One line per thing: package, proof. A proof is a command, a path (a glob), or =module for pkg-config. Alternatives with |; a ? after the package: do without
# it where there is none.
packages() { # SET
    case $1 in
    php)
        local version=
        command -v "$PHP" >/dev/null && version=$("$PHP" -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;' 2>/dev/null)
        echo "php-cli $PHP"
        echo "${version:+php$version-dev|}php-dev $PHPIZE"
        ;;
    make) echo "make make" ;;
    libuv)
        cat <<'LIST'
gcc gcc
libc6-dev /usr/include/stdio.h
make make
pkg-config pkg-config
libuv1-dev =libuv
zlib1g-dev =zlib
LIST
        ;;
    test) echo "libcmocka-dev =cmocka" ;;
    lint)
        cat <<'LIST'
git git
clang-format-14|clang-format clang-format-14|clang-format
php-parser? /usr/share/php/PhpParser
LIST
        ;;
    fuzz)
        cat <<'LIST'
clang-14|clang clang-14|clang
libclang-rt-14-dev|libclang-rt-dev /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a
LIST
        ;;
    malloc)
        cat <<'LIST'
libtcmalloc-minimal4t64|libtcmalloc-minimal4 /usr/lib/*/libtcmalloc_minimal.so.4|/usr/lib*/libtcmalloc_minimal.so.4
libjemalloc2 /usr/lib/*/libjemalloc.so.2|/usr/lib*/libjemalloc.so.2
LIST
        ;;
    budget) echo "valgrind valgrind" ;;
    curl) echo "curl curl" ;;
    docker)
        docker version >/dev/null 2>&1 || echo "docker.io dockerd|/usr/sbin/dockerd"
        ;;
    debootstrap)
        cat <<'LIST'
debootstrap debootstrap|/usr/sbin/debootstrap
debian-archive-keyring /usr/share/keyrings/debian-archive-keyring.gpg
LIST
        ;;
    node) echo "nodejs node" ;;
    npm)
        cat <<'LIST'
nodejs node
npm npm
LIST
        ;;
    browser)
        cat <<'LIST'
chromium|chromium-headless-shell chromium|chromium-headless-shell|google-chrome
nodejs node
npm npm
LIST
        ;;
    bench)
        cat <<'LIST'
nginx nginx|/usr/sbin/nginx
wrk wrk
nodejs node
npm npm
LIST
        ;;
    esac
}

is_there() { # PROOF
    local proof file
    for proof in ${1//|/ }; do
        case $proof in
        =*) pkg-config --exists "${proof#=}" 2>/dev/null && return 0 ;;
        /*) for file in $proof; do [ -e "$file" ] && return 0; done ;;
        *) command -v "$proof" >/dev/null && return 0 ;;
        esac
    done
    return 1
}

# Which LLVM tool there is: the version that the tree is formatted and fuzzed with, or the system's.
clang_tool() { command -v "$1-14" || command -v "$1" || echo "$1-14"; }

# The tests that are scripts of Node need it.
scripts_need() { if compgen -G "$root/tests/*/*_test.mjs" >/dev/null; then echo node; fi; }

# What of these sets is not there.
missing_of() { # SET...
    local set package proof
    for set; do
        while read -r package proof; do
            is_there "$proof" || echo "$package"
        done < <(packages "$set")
    done
}

# Installs what is missing of these sets. Fails when it is missing still.
need() { # SET...
    local missing
    mapfile -t missing < <(missing_of "$@")
    ((${#missing[@]})) || return 0
    install "${missing[@]}" || return 1
    hash -r
    mapfile -t missing < <(missing_of "$@" | sed '/?$/d')
    ((!${#missing[@]})) && return 0
    say "apt has installed ${missing[*]}, and what is needed of it is still not there: see $build/log/apt-install.log"
    return 1
}

# Does apt know a version of it? The answer is read whole: under pipefail, a reader that leaves early makes a failure of a yes.
has_candidate() { # PACKAGE
    local policy
    policy=$(apt-cache policy "$1" 2>/dev/null) || return 1
    [[ $policy =~ Candidate:\ [^\(] ]]
}

# The first of the alternatives that apt has; nothing for an optional one that it has not.
choose() { # PACKAGE|PACKAGE?
    local name names=${1%\?}
    for name in ${names//|/ }; do
        has_candidate "$name" && echo "$name" && return
    done
    [ "$1" != "$names" ] || echo "${names%%|*}"
}

install() { # PACKAGE...
    local name names=("${@%\?}")
    command -v apt-get >/dev/null || die "not a Debian system: install what corresponds to Debian's ${names[*]}"
    local become=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            die "packages are missing, and this is neither root nor is there sudo. As root: apt-get install ${names[*]%%|*}"
        become=(sudo)
        [ -t 0 ] || become+=(-n)
        "${become[@]}" true || die "sudo does not let us in. As root: apt-get install ${names[*]%%|*}"
    fi
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt_step "lists of packages" apt-lists update || return 1
    names=()
    for name; do names+=($(choose "$name")); done
    ((${#names[@]})) || return 0
    apt_step "packages ${names[*]}" apt-install install "${names[@]}"
}

# Runs root's part. Lists that have grown old name versions that the mirror no longer has: then they are fetched anew, once.
apt_step() { # WHAT LOG update|install PACKAGE...
    local what=$1 log=$2
    shift 2
    step "$what" "$log" "${become[@]}" "$root/dev.d/as-root" "$@" && return 0
    if grep -qE 'Could not (resolve|connect)|Temporary failure|Network is unreachable' "$build/log/$log.log"; then
        say "the mirror of packages cannot be reached: is there a network?"
    fi
    return 1
}

# llhttp's sources, where the system has no library.
llhttp() {
    [ -f "$root/vendor/llhttp/src/VERSION" ] && return 0
    pkg-config --atleast-version=9.3 libllhttp 2>/dev/null && return 0
    step "llhttp" llhttp "$root/vendor/llhttp/fetch"
}
