dnl config.m4 - phpize && ./configure && make && make test && make install
dnl
dnl Finds PHP, libuv, zlib, llhttp and (when asked) a replacement for malloc; lists the sources. Also builds out of the source tree (./dev does).
dnl What is missing is named by the Debian package that has it.

PHP_ARG_ENABLE([appnet],
  [whether to enable appnet],
  [AS_HELP_STRING([--enable-appnet], [Enable appnet, servers for long-lived connections])])

PHP_ARG_WITH([tcmalloc],
  [whether appnet allocates from tcmalloc],
  [AS_HELP_STRING([--with-tcmalloc@<:@=DIR@:>@], [appnet: allocate from tcmalloc (libgoogle-perftools-dev)])],
  [no], [no])

PHP_ARG_WITH([jemalloc],
  [whether appnet allocates from jemalloc],
  [AS_HELP_STRING([--with-jemalloc@<:@=DIR@:>@], [appnet: allocate from jemalloc (libjemalloc-dev)])],
  [no], [no])

PHP_ARG_ENABLE([appnet-dev],
  [whether appnet is built for its developers],
  [AS_HELP_STRING([--enable-appnet-dev], [appnet: warnings are errors, more assertions])],
  [no], [no])

PHP_ARG_ENABLE([appnet-asan],
  [whether appnet is built with AddressSanitizer],
  [AS_HELP_STRING([--enable-appnet-asan], [appnet: build with AddressSanitizer])],
  [no], [no])

PHP_ARG_ENABLE([appnet-ubsan],
  [whether appnet is built with UndefinedBehaviorSanitizer],
  [AS_HELP_STRING([--enable-appnet-ubsan], [appnet: build with UndefinedBehaviorSanitizer])],
  [no], [no])

dnl APPNET_MALLOC(name, directory, header, libraries to try, function, package)
AC_DEFUN([APPNET_MALLOC], [
  appnet_found=
  for appnet_lib in $4; do
    appnet_old_LIBS=$LIBS appnet_old_CPPFLAGS=$CPPFLAGS
    LIBS="-l$appnet_lib" CPPFLAGS="$CPPFLAGS $INCLUDES"
    AS_IF([test "$2" != yes], [
      LIBS="-L$2/$PHP_LIBDIR $LIBS" CPPFLAGS="$CPPFLAGS -I$2/include"
    ])
    AC_MSG_CHECKING([for $5 in -l$appnet_lib])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <$3>]], [[return (int)(long)&$5;]])], [appnet_found=$appnet_lib])
    AC_MSG_RESULT([${appnet_found:-no}])
    LIBS=$appnet_old_LIBS CPPFLAGS=$appnet_old_CPPFLAGS
    test -n "$appnet_found" && break
  done
  AS_IF([test -z "$appnet_found"], [AC_MSG_ERROR([--with-$1: $1 is not found; install $6, or give its directory])])
  AS_IF([test "$2" != yes], [
    PHP_ADD_INCLUDE([$2/include])
    PHP_ADD_LIBPATH([$2/$PHP_LIBDIR], [APPNET_SHARED_LIBADD])
  ])
  dnl Such a library also defines malloc and free. The C library is named first, so that everything but our own door (core/ground/base.c), which
  dnl calls the allocator by its own symbols, goes on using the one that PHP uses.
  APPNET_SHARED_LIBADD="$APPNET_SHARED_LIBADD -lc -l$appnet_found"
])

dnl configure removes core dumps as it goes. Here `core` is a folder: rm would complain each time, and the last time configure's own scratch files would
dnl stay. So from its beginning (that is where this text goes) rm leaves that name out.
m4_divert_text([INIT_PREPARE], [rm() {
  test "$[1] $[2]" = "-f core" && shift 2 && set x -f "$[@]" && shift
  command rm "$[@]"
}])

if test "$PHP_APPNET" != "no"; then
  AC_MSG_CHECKING([for PHP 7.4 or newer])
  appnet_php=`$PHP_CONFIG --vernum`
  AS_IF([test "$appnet_php" -lt 70400], [AC_MSG_ERROR([PHP 7.4 or newer is needed, this is `$PHP_CONFIG --version`])])
  AC_MSG_RESULT([`$PHP_CONFIG --version`])

  AS_CASE([$host_os], [*linux*], [], [AC_MSG_ERROR([appnet runs on Linux (eventfd, prctl), not on $host_os])])
  AS_IF([test -z "$PKG_CONFIG"], [AC_MSG_ERROR([pkg-config is missing; install pkg-config])])

  PKG_CHECK_MODULES([LIBUV], [libuv >= 1.40], [], [
    AC_MSG_ERROR([libuv 1.40 or newer is missing; install libuv1-dev])
  ])
  PHP_EVAL_INCLINE([$LIBUV_CFLAGS])
  PHP_EVAL_LIBLINE([$LIBUV_LIBS], [APPNET_SHARED_LIBADD])

  PKG_CHECK_MODULES([ZLIB], [zlib], [], [
    AC_MSG_ERROR([zlib is missing; install zlib1g-dev])
  ])
  PHP_EVAL_INCLINE([$ZLIB_CFLAGS])
  PHP_EVAL_LIBLINE([$ZLIB_LIBS], [APPNET_SHARED_LIBADD])

  appnet_vendored=
  PKG_CHECK_MODULES([LLHTTP], [libllhttp >= 9.3], [
    PHP_EVAL_INCLINE([$LLHTTP_CFLAGS])
    PHP_EVAL_LIBLINE([$LLHTTP_LIBS], [APPNET_SHARED_LIBADD])
  ], [
    AS_IF([test ! -f "$abs_srcdir/vendor/llhttp/src/llhttp.c"], [
      AC_MSG_NOTICE([no libllhttp 9.3 here, fetching its sources])
      "$abs_srcdir/vendor/llhttp/fetch" || AC_MSG_ERROR([llhttp 9.3 is missing; install libllhttp-dev where there is one, or run vendor/llhttp/fetch with network access])
    ])
    PHP_ADD_INCLUDE([$abs_srcdir/vendor/llhttp/src])
    appnet_vendored="vendor/llhttp/src/api.c vendor/llhttp/src/http.c vendor/llhttp/src/llhttp.c"
  ])

  appnet_flags="-std=gnu11 -fvisibility=hidden -I$abs_srcdir/core"
  appnet_sanitize=

  AS_IF([test "$PHP_TCMALLOC" != no && test "$PHP_JEMALLOC" != no], [AC_MSG_ERROR([--with-tcmalloc and --with-jemalloc exclude each other])])
  AS_IF([test "$PHP_TCMALLOC" != no], [
    APPNET_MALLOC([tcmalloc], [$PHP_TCMALLOC], [gperftools/tcmalloc.h], [tcmalloc_minimal tcmalloc], [tc_malloc], [libgoogle-perftools-dev])
    appnet_flags="$appnet_flags -DAN_ALLOC_TCMALLOC"
  ])
  AS_IF([test "$PHP_JEMALLOC" != no], [
    APPNET_MALLOC([jemalloc], [$PHP_JEMALLOC], [jemalloc/jemalloc.h], [jemalloc], [mallocx], [libjemalloc-dev])
    appnet_flags="$appnet_flags -DAN_ALLOC_JEMALLOC"
  ])

  AS_IF([test "$PHP_APPNET_DEV" != no], [
    appnet_flags="$appnet_flags -DAN_DEV -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror"
    dnl PHP's own headers are not ours to judge.
    INCLUDES=`echo "$INCLUDES" | $SED 's/-I/-isystem /g'`
  ])
  AS_IF([test "$PHP_APPNET_ASAN" != no], [appnet_sanitize="$appnet_sanitize -fsanitize=address"])
  AS_IF([test "$PHP_APPNET_UBSAN" != no], [appnet_sanitize="$appnet_sanitize -fsanitize=undefined -fno-sanitize-recover=undefined"])
  AS_IF([test -n "$appnet_sanitize"], [
    appnet_flags="$appnet_flags -fno-omit-frame-pointer $appnet_sanitize"
    EXTRA_LDFLAGS="$EXTRA_LDFLAGS $appnet_sanitize"
  ])

  appnet_core="
    core/ground/base.c
    core/ground/clock.c
    core/ground/log.c
    core/memory/buf.c
    core/memory/shm.c
    core/memory/slot.c
    core/time/wheel.c
    core/ipc/board.c
    core/ipc/channel.c
    core/ipc/fabric.c
    core/ipc/registry.c
    core/ipc/ring.c
    core/ipc/topic_table.c
    core/ipc/wake.c
    core/protocol/accept_encoding.c
    core/protocol/access_line.c
    core/protocol/conditional.c
    core/protocol/digest.c
    core/protocol/field.c
    core/protocol/file_answer.c
    core/protocol/form.c
    core/protocol/gzip.c
    core/protocol/head.c
    core/protocol/http.c
    core/protocol/http_date.c
    core/protocol/http_reply.c
    core/protocol/http_rules.c
    core/protocol/mime.c
    core/protocol/multipart.c
    core/protocol/multipart_head.c
    core/protocol/range.c
    core/protocol/sniff.c
    core/protocol/uri.c
    core/protocol/utf8.c
    core/protocol/ws.c
    core/protocol/ws_deflate.c
    core/protocol/ws_extension.c
    core/protocol/ws_frame.c
    core/protocol/ws_protocols.c
    core/net/access_entry.c
    core/net/access_log.c
    core/net/config.c
    core/net/conn.c
    core/net/conn_answer.c
    core/net/conn_file.c
    core/net/conn_http.c
    core/net/conn_log.c
    core/net/conn_out.c
    core/net/conn_time.c
    core/net/conn_ws.c
    core/net/disk.c
    core/net/documents.c
    core/net/file.c
    core/net/listener.c
    core/net/loop.c
    core/net/net.c
    core/net/out.c
    core/net/outbox.c
    core/net/reactor.c
    core/net/reactor_io.c
    core/net/publish.c
    core/net/topics.c
    core/net/upload.c
    core/process/reload.c
    core/process/server.c
    core/process/signals.c
    core/process/supervisor.c
    core/process/timers.c
    core/process/worker.c
    core/process/worker_event.c
    core/process/worker_send.c
    core/process/worker_topic.c
  "
  appnet_binding="
    ext/appnet.c
    ext/events.c
    ext/info.c
    ext/options.c
    ext/request_files.c
    ext/request_vars.c
    ext/server_class.c
    ext/server_cookie.c
    ext/server_event.c
    ext/server_http.c
    ext/server_request.c
    ext/server_send.c
    ext/server_task.c
    ext/server_timer.c
    ext/server_topic.c
    ext/trampoline.c
  "

  for appnet_dir in core/ground core/memory core/time core/ipc core/protocol core/net core/process ext vendor/llhttp/src; do
    PHP_ADD_BUILD_DIR([$ext_builddir/$appnet_dir])
  done
  dnl The core says itself where it needs more than POSIX; vendored sources are not held to our warnings.
  PHP_ADD_SOURCES_X([""], [$appnet_core], [$appnet_flags -U_GNU_SOURCE], [shared_objects_appnet], [yes])
  PHP_ADD_SOURCES_X([""], [$appnet_vendored], [-std=gnu11 -fvisibility=hidden $appnet_sanitize -w], [shared_objects_appnet], [yes])
  PHP_NEW_EXTENSION([appnet], [$appnet_binding], [$ext_shared],, [$appnet_flags])
  PHP_SUBST([APPNET_SHARED_LIBADD])
fi
