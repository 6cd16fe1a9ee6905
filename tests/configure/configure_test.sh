#!/usr/bin/env bash
# ./configure and the allocators: what is asked for becomes the default of appnet.allocator, and what is not there is an error. Prints TAP.
#
#   APPNET_CONFIGURE=build/ext/phpize/configure tests/configure/configure_test.sh      the script that phpize has made
set -u
configure=$(realpath "${APPNET_CONFIGURE:?}") number=0 bad=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

configured() { # FLAG...; in a folder of its own
    rm -rf build && mkdir build && (cd build && "$configure" "$@" >log 2>&1)
}

check() { # WHAT STATUS
    ((number++))
    if (($2 == 0)); then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1" && bad=1
        sed 's/^/# /' build/log | tail -n 5
        grep -E 'ALLOCATOR|MALLOC' build/config.h 2>/dev/null | sed 's/^/# /'
    fi
}

defines() { grep -qxF "#define $1 \"$2\"" build/config.h; }
defines_no() { ! grep -q "^#define $1 " build/config.h; }
refused() { (($1 != 0)) && grep -q "$2" build/log; }

configured && defines APPNET_ALLOCATOR system
check "without an option it is the system's" $?

configured --with-tcmalloc && defines APPNET_ALLOCATOR tcmalloc && defines_no APPNET_TCMALLOC_FOLDER
check "--with-tcmalloc" $?

configured --with-jemalloc && defines APPNET_ALLOCATOR jemalloc && defines_no APPNET_JEMALLOC_FOLDER
check "--with-jemalloc" $?

mkdir -p own/lib
cp -L "$(gcc -print-file-name=libtcmalloc_minimal.so.4)" own/lib/
configured --with-tcmalloc="$scratch/own" && defines APPNET_ALLOCATOR tcmalloc && defines APPNET_TCMALLOC_FOLDER "$scratch/own/lib"
check "--with-tcmalloc=DIR is where it is loaded from" $?

configured --with-tcmalloc=/nowhere
refused $? 'error: --with-tcmalloc: .*/nowhere.*libtcmalloc-minimal4'
check "--with-tcmalloc=/nowhere, although the system has it" $?

configured --with-jemalloc="$scratch/own"
refused $? 'error: --with-jemalloc: .*/own.*libjemalloc2'
check "--with-jemalloc=DIR that has another library" $?

configured --with-tcmalloc --with-jemalloc
refused $? 'error: .*exclude each other'
check "not both" $?

appnet_cv_pointer_bytes=4 configured
refused $? 'error: appnet needs a 64-bit system'
check "a 32-bit system is told so" $?

echo "1..$number"
exit $bad
