dnl config.m4 - phpize && ./configure && make && make test && make install
dnl
dnl Finds PHP, libuv, zlib, llhttp and (when asked) another allocator; lists the sources. Also builds out of the source tree (./dev does).
dnl What is missing is named by the Debian package that has it.

PHP_ARG_ENABLE([appnet],
  [whether to enable appnet],
  [AS_HELP_STRING([--enable-appnet], [Enable appnet, servers for long-lived connections])])

PHP_ARG_WITH([tcmalloc],
  [whether appnet allocates from tcmalloc unless told otherwise],
  [AS_HELP_STRING([--with-tcmalloc@<:@=DIR@:>@], [appnet: appnet.allocator is tcmalloc by default (libtcmalloc-minimal4)])],
  [no], [no])

PHP_ARG_WITH([jemalloc],
  [whether appnet allocates from jemalloc unless told otherwise],
  [AS_HELP_STRING([--with-jemalloc@<:@=DIR@:>@], [appnet: appnet.allocator is jemalloc by default (libjemalloc2)])],
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

dnl APPNET_FIND_ALLOCATOR(name, directory, files to try, function, package, macro for the folder)
dnl Nothing is linked: the library is loaded when PHP starts (core/ground/allocator.c). So what is looked for is what will be loaded, and no header.
AC_DEFUN([APPNET_FIND_ALLOCATOR], [
  appnet_found= appnet_old_LIBS=$LIBS
  for appnet_file in $3; do
    for appnet_folder in "$2/$PHP_LIBDIR" "$2/lib" "$2/lib/`$CC -print-multiarch 2>/dev/null`"; do
      AS_IF([test "$2" = yes], [appnet_folder= LIBS="-l:$appnet_file"], [LIBS="$appnet_folder/$appnet_file"])
      AC_MSG_CHECKING([for $4 in ${appnet_folder:+$appnet_folder/}$appnet_file])
      AC_LINK_IFELSE([AC_LANG_PROGRAM([[char $4(void);]], [[return $4();]])], [appnet_found=yes])
      AC_MSG_RESULT([${appnet_found:-no}])
      test -n "$appnet_found" && break 2
      test "$2" = yes && break
    done
  done
  LIBS=$appnet_old_LIBS
  AS_IF([test -z "$appnet_found"], [
    AS_IF([test "$2" = yes], [AC_MSG_ERROR([--with-$1: $1 is not found; install $5, or give its directory])])
    AC_MSG_ERROR([--with-$1: $1 is not found in $2/lib; give the directory above it, or none and install $5])
  ])
  appnet_allocator=$1
  AS_IF([test -n "$appnet_folder"], [
    appnet_folder=`cd "$appnet_folder" && pwd`
    AC_DEFINE_UNQUOTED([$6], ["$appnet_folder"], [Where $1 was when appnet was configured])
  ])
])

dnl APPNET_CHECK_LTO(what to do if a program can be made so)
AC_DEFUN([APPNET_CHECK_LTO], [
  AC_MSG_CHECKING([whether $CC optimizes over all files together])
  appnet_old_CFLAGS=$CFLAGS appnet_lto=no
  CFLAGS="$CFLAGS -flto=auto -Werror"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [appnet_lto=yes])
  CFLAGS=$appnet_old_CFLAGS
  AC_MSG_RESULT([$appnet_lto])
  AS_IF([test "$appnet_lto" = yes], [$1])
])

dnl configure removes core dumps as it goes. Here `core` is a folder: rm would complain each time, and the last time configure's own scratch files would
dnl stay. So from its beginning (that is where this text goes) rm leaves that name out.
m4_divert_text([INIT_PREPARE], [rm() {
  test "$[1] $[2]" = "-f core" && shift 2 && set x -f "$[@]" && shift
  command rm "$[@]"
}])

if test "$PHP_APPNET" != "no"; then
  AC_CACHE_CHECK([for the size of a pointer], [appnet_cv_pointer_bytes],
    [AC_COMPUTE_INT([appnet_cv_pointer_bytes], [(long) (sizeof (void *))])])
  AS_IF([test "$appnet_cv_pointer_bytes" -lt 8], [
    AC_MSG_ERROR([appnet needs a 64-bit system: ids and positions have 64 bits, and a pointer has $appnet_cv_pointer_bytes bytes here])
  ])

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
      sh "$abs_srcdir/vendor/llhttp/fetch" || AC_MSG_ERROR([llhttp 9.3 is missing; install libllhttp-dev where there is one, or run vendor/llhttp/fetch with network access])
    ])
    PHP_ADD_INCLUDE([$abs_srcdir/vendor/llhttp/src])
    appnet_vendored="vendor/llhttp/src/api.c vendor/llhttp/src/http.c vendor/llhttp/src/llhttp.c"
  ])

  appnet_flags="-std=gnu11 -fvisibility=hidden -I$abs_srcdir/core"
  appnet_sanitize=

  AS_IF([test "$PHP_TCMALLOC" != no && test "$PHP_JEMALLOC" != no], [AC_MSG_ERROR([--with-tcmalloc and --with-jemalloc exclude each other])])
  appnet_allocator=system
  AS_IF([test "$PHP_TCMALLOC" != no], [
    APPNET_FIND_ALLOCATOR([tcmalloc], [$PHP_TCMALLOC], [libtcmalloc_minimal.so.4 libtcmalloc.so.4], [tc_malloc], [libtcmalloc-minimal4], [APPNET_TCMALLOC_FOLDER])
  ])
  AS_IF([test "$PHP_JEMALLOC" != no], [
    APPNET_FIND_ALLOCATOR([jemalloc], [$PHP_JEMALLOC], [libjemalloc.so.2], [mallctl], [libjemalloc2], [APPNET_JEMALLOC_FOLDER])
  ])
  AC_DEFINE_UNQUOTED([APPNET_ALLOCATOR], ["$appnet_allocator"], [What appnet.allocator is by default])
  dnl dlopen: a library of its own before glibc 2.34.
  PHP_ADD_LIBRARY([dl],, [APPNET_SHARED_LIBADD])

  dnl Optimized over all files together, where the compiler can. A debugger is better off without.
  AS_IF([test "$PHP_APPNET_DEV" = no && test "$ext_shared" = yes], [
    APPNET_CHECK_LTO([appnet_flags="$appnet_flags -flto=auto"; LDFLAGS="$LDFLAGS -flto=auto"])
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
    core/ground/allocator.c
    core/ground/base.c
    core/ground/clock.c
    core/ground/config.c
    core/ground/hash.c
    core/ground/log.c
    core/ground/options.c
    core/ground/std.c
    core/memory/buf.c
    core/memory/shared.c
    core/memory/shm.c
    core/memory/slot.c
    core/time/wheel.c
    core/ipc/bell.c
    core/ipc/board.c
    core/ipc/budget.c
    core/ipc/channel.c
    core/ipc/fabric.c
    core/ipc/head_store.c
    core/ipc/lease.c
    core/ipc/pending.c
    core/ipc/registry.c
    core/ipc/ring.c
    core/ipc/role.c
    core/ipc/topic_table.c
    core/ipc/user_table.c
    core/protocol/text/digest.c
    core/protocol/text/field.c
    core/protocol/text/head.c
    core/protocol/text/mime.c
    core/protocol/text/uri.c
    core/protocol/text/utf8.c
    core/protocol/http/accept_encoding.c
    core/protocol/http/access_line.c
    core/protocol/http/conditional.c
    core/protocol/http/date.c
    core/protocol/http/file_answer.c
    core/protocol/http/form.c
    core/protocol/http/gzip.c
    core/protocol/http/http1.c
    core/protocol/http/multipart.c
    core/protocol/http/multipart_head.c
    core/protocol/http/range.c
    core/protocol/http/reply.c
    core/protocol/http/rules.c
    core/protocol/ws/deflate.c
    core/protocol/ws/extension.c
    core/protocol/ws/frame.c
    core/protocol/ws/origins.c
    core/protocol/ws/policy.c
    core/protocol/ws/protocols.c
    core/protocol/ws/ws.c
    core/protocol/sniff.c
    core/loop/loop.c
    core/loop/ring_queue.c
    core/loop/wake.c
    core/topic/batch.c
    core/topic/topics.c
    core/disk/access_log.c
    core/disk/disk.c
    core/disk/docs_root.c
    core/disk/document_cache.c
    core/disk/file.c
    core/disk/upload.c
    core/disk/upload_owner.c
    core/conn/conn.c
    core/conn/conn_base.c
    core/conn/conn_close.c
    core/conn/conn_end.c
    core/conn/conn_out.c
    core/conn/conn_pace.c
    core/conn/conn_relief.c
    core/conn/conn_seat.c
    core/conn/conn_silence.c
    core/conn/conn_start.c
    core/conn/conn_time.c
    core/conn/dispatch.c
    core/conn/publish.c
    core/conn/tcp.c
    core/conn/undecided.c
    core/conn/write_queue.c
    core/conn/ws.c
    core/conn/http/access_entry.c
    core/conn/http/answer.c
    core/conn/http/exchange.c
    core/conn/http/form.c
    core/conn/http/http.c
    core/conn/http/http1_reader.c
    core/conn/http/http1_writer.c
    core/conn/http/log.c
    core/conn/http/page.c
    core/conn/http/request.c
    core/conn/http/static.c
    core/conn/http/upgrade.c
    core/net/listener.c
    core/net/net.c
    core/net/net_lease.c
    core/net/net_room.c
    core/net/protocols.c
    core/net/reactor.c
    core/net/reactor_accept.c
    core/net/reactor_dispatch.c
    core/net/reactor_io.c
    core/net/reactor_relief.c
    core/net/reactor_room.c
    core/net/reactor_seat.c
    core/net/reactor_senders.c
    core/net/retired.c
    core/process/again.c
    core/process/child.c
    core/process/daemon.c
    core/process/forked.c
    core/process/interrupts.c
    core/process/output.c
    core/process/reload.c
    core/process/roles.c
    core/process/seats.c
    core/process/server.c
    core/process/server_totals.c
    core/process/signals.c
    core/process/stop.c
    core/process/supervisor.c
    core/process/timers.c
    core/process/worker.c
    core/process/worker_call.c
    core/process/worker_event.c
    core/process/worker_links.c
    core/process/worker_message.c
    core/process/worker_reach.c
    core/process/worker_room.c
    core/process/worker_send.c
    core/process/worker_sinks.c
    core/process/worker_task.c
    core/process/worker_topic.c
    core/process/worker_unanswered.c
  "
  appnet_binding="
    ext/answer.c
    ext/appnet.c
    ext/arguments.c
    ext/async_signals.c
    ext/call.c
    ext/callback_state.c
    ext/connections_class.c
    ext/events.c
    ext/fresh_code.c
    ext/info.c
    ext/ini.c
    ext/misuse.c
    ext/options.c
    ext/output.c
    ext/request_files.c
    ext/request_vars.c
    ext/server_answer.c
    ext/server_class.c
    ext/server_connection.c
    ext/server_cookie.c
    ext/server_event.c
    ext/server_http.c
    ext/server_message.c
    ext/server_open.c
    ext/server_request.c
    ext/server_run.c
    ext/server_send.c
    ext/server_task.c
    ext/server_timer.c
    ext/server_topic.c
    ext/server_user.c
    ext/trampoline.c
  "

  for appnet_dir in core/ground core/memory core/time core/ipc core/protocol core/protocol/text core/protocol/http core/protocol/ws core/loop core/topic core/disk core/conn core/conn/http core/net core/process ext vendor/llhttp/src; do
    PHP_ADD_BUILD_DIR([$ext_builddir/$appnet_dir])
  done
  dnl The core says itself where it needs more than POSIX; vendored sources are not held to our warnings.
  PHP_ADD_SOURCES_X([""], [$appnet_core], [$appnet_flags -U_GNU_SOURCE], [shared_objects_appnet], [yes])
  PHP_ADD_SOURCES_X([""], [$appnet_vendored], [-std=gnu11 -fvisibility=hidden $appnet_sanitize -w], [shared_objects_appnet], [yes])
  PHP_NEW_EXTENSION([appnet], [$appnet_binding], [$ext_shared],, [$appnet_flags])
  PHP_SUBST([APPNET_SHARED_LIBADD])
fi
