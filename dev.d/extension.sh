# extension.sh - builds the extension out of the source tree.
#
# phpize litters the folder it runs in, so it gets build/ext/phpize, which has links to the sources and nothing else. Each variant is then configured and built in
# a folder of its own, build/ext/VARIANT, from there. A second build costs a `make` that finds nothing to do.

configure_flags() { # VARIANT
    case $1 in
    plain) echo --enable-appnet-dev ;;
    asan) echo --enable-appnet-dev --enable-appnet-asan --enable-appnet-ubsan ;;
    release) ;;
    *) return 1 ;;
    esac
}

# What a configured folder depends on besides config.m4; whoever moves the tree or changes PHP starts anew.
surroundings() { echo "$root $("$PHP_CONFIG" --version) $("$PHP_CONFIG" --extension-dir) ${CC-} ${CFLAGS-} ${LDFLAGS-} $*"; }

# An extension is built for one PHP: the one that phpize belongs to must be the one that runs.
check_php() {
    local runs builds
    builds=$("$PHP_CONFIG" --vernum) || die "$PHP_CONFIG does not work: it comes with php-dev"
    runs=$("$PHP" -n -r 'echo PHP_VERSION_ID;') || die "$PHP does not work"
    ((runs >= 70400)) || die "PHP 7.4 or newer is needed, $(command -v "$PHP") is $("$PHP" -n -r 'echo PHP_VERSION;')"
    ((runs / 100 == builds / 100)) || die "$(command -v "$PHP") is PHP $("$PHP" -n -r 'echo PHP_VERSION;'), but $(command -v "$PHP_CONFIG")" \
        "builds for $("$PHP_CONFIG" --version): install that version's php-dev, or name a pair with PHP=, PHPIZE= and PHP_CONFIG="
}

phpize_here() {
    local view=$build/ext/phpize part
    rm -rf "$view" && mkdir -p "$view" && cd "$view" || return 1
    for part in config.m4 core ext vendor tests; do ln -s "../../../$part" . || return 1; done
    "$PHPIZE" && surroundings >stamp
}

configure_here() { # FOLDER FLAGS...
    local folder=$1
    shift
    rm -rf "$folder" && mkdir -p "$folder" && cd "$folder" || return 1
    ../phpize/configure --with-php-config="$(command -v "$PHP_CONFIG")" "$@" && surroundings "$*" >stamp
}

# A header that has gone is still named by the objects that included it: then all is compiled again.
make_here() { # FOLDER
    cd "$1" || return 1
    quiet_make && return 0
    grep -q 'No rule to make target.*\.h' <<<"$(make -n 2>&1)" && make -s clean && quiet_make
}

# Only what the compiler has to say.
quiet_make() { make -s -j"$cores" LIBTOOL='$(SHELL) $(top_builddir)/libtool --silent'; }

# The environment in which PHP can load a variant, as words for env.
env_of() { # VARIANT
    case $1 in
    asan) echo "APPNET_PHP=$PHP" ;;
    esac
}

php_of() { if [ "$1" = asan ]; then echo "$root/tests/lib/asan-php"; else echo "$PHP"; fi; }

# asan-php preloads it.
nodeepbind() {
    local so=$build/asan/nodeepbind.so source=$root/tests/lib/nodeepbind.c
    [ "$so" -nt "$source" ] && return 0
    mkdir -p "${so%/*}" && gcc -std=gnu11 -O2 -shared -fPIC -o "$so" "$source"
}

# All that it calls must be there: a library that binds lazily would tell in the middle of a test.
loads() { # VARIANT
    local so=$build/ext/$1/modules/appnet.so
    [ "$1" != asan ] || nodeepbind || return 1
    env $(env_of "$1") LD_BIND_NOW=1 "$(php_of "$1")" -n -d extension="$so" -r 'exit(extension_loaded("appnet") ? 0 : 1);' || return 1
    touch "$folder/loads"
}

extension() { # VARIANT
    (
        mkdir -p "$build/ext" && exec 9>"$build/ext/.lock" && flock 9
        extension_locked "$1"
    )
}

extension_locked() {
    local variant=$1 folder=$build/ext/$1 view=$build/ext/phpize so=$build/ext/$1/modules/appnet.so flags
    flags=$(configure_flags "$variant") || die "no such variant: $variant (there are plain, asan, release)"
    sound_path
    if [ ! "$view/configure" -nt "$root/config.m4" ] || [ "$(surroundings)" != "$(cat "$view/stamp" 2>/dev/null)" ]; then
        check_php
        step phpize phpize phpize_here || return 1
    fi
    if [ ! "$folder/Makefile" -nt "$view/configure" ] || [ "$(surroundings "$flags")" != "$(cat "$folder/stamp" 2>/dev/null)" ]; then
        step "configure $variant" "configure-$variant" configure_here "$folder" $flags || return 1
    fi
    # PHP before 8 does not note which headers an object is made of.
    if [ -f "$so" ] && ! compgen -G "$folder/ext/*.dep" >/dev/null && [ -n "$(find "$root/core" "$root/ext" -name '*.h' -newer "$so" -print -quit)" ]; then
        make -s -C "$folder" clean >/dev/null
    fi
    if ! make -s -C "$folder" -q build-modules 2>/dev/null || [ ! -f "$so" ]; then
        step "extension $variant" "extension-$variant" make_here "$folder" || return 1
    fi
    [ "$folder/loads" -nt "$so" ] || step "load $variant" "load-$variant" loads "$variant"
}
