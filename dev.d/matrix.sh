# matrix.sh - ./dev matrix: the tree on each release of Debian that it supports, every PHP with the libraries of its day.
#
# A root (dev.d/bare-system) per release is made once and kept outside of the checkout; a test of it gets a copy of the sources in build/matrix/VERSION,
# and in the root runs `./dev test` there: the same words as here, so nothing is built or counted in another way. What was counted there is added here. There is no
# package of a PHP with threads (ZTS); for that, tests/lint/lint sees to it that no variable outlives a request.

roots=${APPNET_ROOTS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/appnet/roots}

suite_of() { # VERSION of PHP
    case $1 in
    7.4) echo bullseye ;;
    8.2) echo bookworm ;;
    8.4) echo trixie ;;
    *) return 1 ;;
    esac
}

# What is tested there: on the release that most use, also with what people put beside an extension.
jobs_in() { # VERSION
    echo phpt.plain
    [ "$1" != 8.2 ] || echo "phpt.opcache phpt.xdebug"
}

in_root_packages() { # VERSION
    echo gcc libc6-dev make pkg-config libuv1-dev zlib1g-dev 'libllhttp-dev?' libjemalloc2 'libtcmalloc-minimal4t64|libtcmalloc-minimal4' curl "php$1-cli" "php$1-dev" "php$1-opcache?"
    [ "$1" != 8.2 ] || echo "php$1-xdebug"
}

as_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }

# A release's folder, made if need be. 77: there cannot be one here, and the log says why.
root_of() { # NAME SUITE PACKAGE...
    local name=$1 suite=$2 mirror log=$build/log/root-$1.log status
    shift 2
    mirror=$("$root/vendor/llhttp/fetch" --mirror)
    [ -n "$mirror" ] || { echo "no Debian mirror in the sources of apt" && return 77; }
    command -v debootstrap >/dev/null || [ -x /usr/sbin/debootstrap ] || { echo "there is no debootstrap" && return 77; }
    as_root true 2>/dev/null || { echo "this takes root, or a sudo that does not ask" && return 77; }
    as_root "$root/dev.d/bare-system" make "$roots/$name" "$suite" "$mirror" "$@" >"$log" 2>&1 </dev/null && return 0
    status=$?
    tail -n 25 "$log"
    return $status
}

# The sources as they are now; what has been built there before stays, and the times of the files with it.
copy_tree() { # FOLDER
    local new=$1.new
    rm -rf "$new" && mkdir -p "$new" "$1/build" || return 1
    find "$root" -mindepth 1 -maxdepth 1 ! -name build ! -name .git -exec cp -a -t "$new" {} + && mv "$1/build" "$new/build" && rm -rf "$1" && mv "$new" "$1"
}

matrix() { # VERSION
    local version=$1 suite folder=$build/matrix/$1 from=$SECONDS status=0
    suite=$(suite_of "$version")
    echo "== matrix $version: PHP $version on Debian's $suite"
    root_of "$suite-php$version" "$suite" $(in_root_packages "$version") || { left_out "matrix $version" $?; return; }
    echo "the root was ready in $((SECONDS - from)) s"
    copy_tree "$folder/tree" && rm -f "$folder/tree/build/test.tally" || return 1
    as_root "$root/dev.d/bare-system" enter "$roots/$suite-php$version" "$folder" "$(id -u):$(id -g)" \
        sh -c 'cd /appnet/tree && exec ./dev test "$@"' sh $(jobs_in "$version") 2>&1 </dev/null | sed "s/^==/== $version:/" || status=1
    count_inside "matrix $version" "$folder/tree/build/test.tally"
    return $status
}

# Adds here what was counted in a root.
count_inside() { # WHERE TALLY...
    local passed failed skipped what where=$1
    shift
    cat "$@" 2>/dev/null | while read -r passed failed skipped what; do
        "$root/tests/run" --count "$where: $what" "$passed" "$failed" "$skipped"
    done
}

# The Dockerfile, with an engine of its own where there is none (tests/docker/engine); the base image is the bare system of the matrix.
docker_image() {
    root_of bookworm bookworm || { left_out docker $?; return; }
    export APPNET_DOCKER=${roots%/*}/docker APPNET_BASE=$roots/bookworm.tar
    "$root/tests/run" --group docker --timeout 1200 "$root/tests/docker/image"
}

# The loud line of a test that cannot be made here: skipped. Anything but 77 is a failure.
left_out() { # WHAT STATUS
    (($2 == 77)) || return 1
    echo "${red}-- SKIPPED: $1 cannot be tested here, see above${off}"
    "$root/tests/run" --count "$1" 0 0 1
}

cmd_matrix() {
    local version jobs=()
    for version; do
        suite_of "$version" >/dev/null || die "no such version: $version (there are 7.4, 8.2, 8.4)"
        jobs+=("matrix.$version")
    done
    cmd_test "${jobs[@]:-matrix}"
}
