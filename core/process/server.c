/* server.c - see server.h. Everything that can fail for a reason that a person can mend fails here,
 * before the first fork, with a sentence. */
#define _GNU_SOURCE /* AT_EACCESS */
#include "process/server.h"

#include "disk/access_log.h"
#include "disk/upload_owner.h"
#include "ground/hash.h"
#include "ground/limits.h"
#include "ground/log.h"
#include "ground/std.h"
#include "process/supervisor.h"
#include "protocol/ws/policy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

void an_server_init(struct an_server *s)
{
    *s = (struct an_server){.fabric.net_fd = -1, .daemon.tell = -1};
    an_config_init(&s->config);
    for (uint32_t i = 0; i < AN_MAX_SOCKETS; i++)
        s->listener[i].fd = -1;
}

/* --- sentences --- */

static void error_say(struct an_server *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void error_say(struct an_server *s, const char *fmt, ...)
{
    size_t len = strlen(s->error);
    va_list args;
    va_start(args, fmt);
    vsnprintf(s->error + len, sizeof s->error - len, fmt, args);
    va_end(args);
}

/* What is peculiar about an IPv6 address that cannot be listened on. False: nothing. */
static bool error_say_scope(struct an_server *s, const struct an_listen *l)
{
    char host[256];
    struct in6_addr a;
    bool bracketed = l->host[0] == '[';
    snprintf(host, sizeof host, "%s", l->host + bracketed);
    host[strcspn(host, "]%")] = 0;
    const char *scope = strchr(l->host, '%');
    if (inet_pton(AF_INET6, host, &a) != 1) return false;
    const uint8_t *b = a.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&a))
        error_say(s, ": that is an IPv4 address: write %u.%u.%u.%u", b[12], b[13], b[14], b[15]);
    else if (IN6_IS_ADDR_MULTICAST(&a))
        error_say(s, ": that is a multicast address: nothing can listen there");
    else if (IN6_IS_ADDR_LINKLOCAL(&a) && !scope)
        error_say(s, ": a link-local address needs its interface: %s%%eth0, say", host);
    else if (scope)
        error_say(s, ": is there an interface %.*s, and has it this address?",
                  (int)strcspn(scope + 1, "]"), scope + 1);
    else
        return false;
    return true;
}

static void error_say_advice(struct an_server *s, const struct an_listen *l, int err)
{
    if ((err == AN_EADDRNOTAVAIL || err == AN_EHOST) && error_say_scope(s, l)) return;
    switch (err) {
    case AN_EADDRINUSE:
        error_say(s, ": is another server running on port %u?", l->port);
        break;
    case AN_EADDRNOTAVAIL:
        error_say(s, ": use 0.0.0.0 for every IPv4 address, or :: for IPv6 as well");
        break;
    case AN_EACCES:
        if (l->port && l->port < 1024)
            error_say(s, ": ports below 1024 need root or CAP_NET_BIND_SERVICE");
        break;
    case AN_EFILES:
        error_say(s, ": raise the limit with ulimit -n");
        break;
    }
}

static int listen_error(struct an_server *s, const struct an_listen *l, int err)
{
    error_say(s, "cannot listen on %s port %u: %s", l->host, l->port, an_strerror(err));
    error_say_advice(s, l, err);
    return err;
}

/* --- the steps --- */

static int config_check(struct an_server *s)
{
    const char *why;
    int err = an_config_check(&s->config, &why);
    if (err == AN_OK) err = an_ws_policy_check(&s->config, &why);
    if (err < 0) error_say(s, "%s", why);
    return err;
}

static int hash_key_draw(struct an_server *s)
{
    int err = an_hash_seed();
    if (err < 0) error_say(s, "the system gives no random numbers: %s", strerror(errno));
    return err;
}

#define PORT_TRIES 20

/* On both families of a name. A port that is free in one family may be taken in the other: then
 * another port is looked for. */
static int listen_at(struct an_server *s, uint32_t i)
{
    const struct an_config *c = &s->config;
    struct an_listener *first = &s->listener[i], *other = &s->listener[s->listeners];
    int err = AN_EADDRINUSE;
    for (int n = 0; err == AN_EADDRINUSE && n < (c->listen[i].port ? 1 : PORT_TRIES); n++) {
        an_listener_close(first);
        if ((err = an_listener_open(first, c, i)) == AN_OK)
            err = an_listener_open_too(other, c, first);
    }
    if (err == AN_OK) s->listeners++;
    return err == AN_EADDRNOTAVAIL && first->fd >= 0 ? AN_OK : err;
}

/* The second families stand behind all ports. */
static int listen_all(struct an_server *s)
{
    s->listeners = s->config.listeners;
    for (uint32_t i = 0; i < s->config.listeners; i++) {
        int err = listen_at(s, i);
        if (err < 0) return listen_error(s, &s->config.listen[i], err);
    }
    return AN_OK;
}

static int fabric_map(struct an_server *s)
{
    const struct an_config *c = &s->config;
    uint32_t count[AN_ROLES];
    for (int role = 0; role < AN_ROLES; role++)
        count[role] = an_role_count((enum an_role)role, c);
    int err = an_fabric_open(&s->fabric, count, c->ring_capacity, c->max_connections, c->max_topics,
                             c->max_message, an_config_head_block(c));
    if (err < 0) {
        error_say(s, "cannot make the channels between the processes: %s: %s", an_strerror(err),
                  err == AN_EFILES ? "raise the limit with ulimit -n" : strerror(errno));
    }
    return err;
}

static void root_warn(void)
{
    if (geteuid() == 0)
        an_log(AN_LOG_WARN, "this server runs as root, and so does all that the script does: start "
                            "it as another user");
}

static int log_check(struct an_server *s)
{
    const char *path = s->config.access_log;
    int err = path ? an_access_log_check(path) : AN_OK;
    const char *why =
        errno == ELOOP ? "it is a symbolic link, which is not followed" : strerror(errno);
    if (err < 0) error_say(s, "cannot open the access log: %s: %s", why, path);
    return err;
}

/* Of all processes but net, which has more than one for each of its threads. */
static rlim_t bells_count(const struct an_config *c)
{
    rlim_t sum = 0;
    for (int role = 0; role < AN_ROLES; role++)
        if (!an_roles[role].threads)
            sum += an_role_places((enum an_role)role, an_role_count((enum an_role)role, c));
    return sum;
}

/* Every connection is a descriptor of net, and net inherits the limit. Clients past it are refused.
 * It is an error when the limit does not even allow the server's own descriptors. */
static int files_limit_raise(struct an_server *s)
{
    const struct an_config *c = &s->config;
    struct rlimit r;
    rlim_t least = 32 + c->listeners + 8 * c->reactors + bells_count(c);
    rlim_t others = 64 + c->listeners + 16 * c->reactors + bells_count(c);
    if (c->docs_root) others += 3 * (rlim_t)c->file_cache * c->reactors;
    rlim_t need = c->max_connections + others;
    if (getrlimit(RLIMIT_NOFILE, &r) < 0 || r.rlim_cur == RLIM_INFINITY || r.rlim_cur >= need)
        return AN_OK;
    struct rlimit all = {need, r.rlim_max == RLIM_INFINITY ? r.rlim_max : AN_MAX(need, r.rlim_max)};
    if (setrlimit(RLIMIT_NOFILE, &all) == 0) return AN_OK;
    r.rlim_cur = AN_MIN(need, r.rlim_max);
    setrlimit(RLIMIT_NOFILE, &r);
    if (r.rlim_cur < least) {
        error_say(s,
                  "the limit on open files is %ld, and the server needs %ld, and one for each "
                  "connection: raise it with ulimit -n",
                  (long)r.rlim_cur, (long)least);
        return AN_EFILES;
    }
    if (r.rlim_cur < need)
        an_log(AN_LOG_WARN,
               "only %ld connections of %u can be open at once: the limit on open files is %ld",
               (long)(r.rlim_cur > others ? r.rlim_cur - others : 0), c->max_connections,
               (long)r.rlim_cur);
    return AN_OK;
}

/* A script of the first appnet starts without its folders, as it did then: with a warning. */
static int folder_check(struct an_server *s, const char *path, int access_mode, const char *what)
{
    struct stat st;
    if (!path) return AN_OK;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode) && faccessat(AT_FDCWD, path, access_mode, AT_EACCESS) == 0)
        return AN_OK;
    const char *why = there && !S_ISDIR(st.st_mode) ? "not a folder" : strerror(errno);
    if (s->config.lenient) {
        an_log(AN_LOG_WARN, "the server goes without %s: %s: %s", what, why, path);
        return AN_OK;
    }
    error_say(s, "cannot use %s: %s: %s", what, why, path);
    return there ? AN_EACCES : AN_ENOENT;
}

/* No error: a page may come later, and there is one built in. */
static void page_look_for(const struct an_config *c, const char *page)
{
    char path[4096];
    struct stat st;
    if (!page || !c->docs_root || access(c->docs_root, F_OK) < 0) return;
    int n = snprintf(path, sizeof path, "%s/%s", c->docs_root, page);
    if (n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISREG(st.st_mode)) return;
    an_log(AN_LOG_WARN, "there is no page %s below the docs root %s", page, c->docs_root);
}

static int folders_check(struct an_server *s)
{
    const struct an_config *c = &s->config;
    int err = folder_check(s, c->docs_root, X_OK, "the docs root");
    if (err == AN_OK) err = folder_check(s, c->upload_dir, W_OK | X_OK, "the upload folder");
    if (err < 0) return err;
    page_look_for(c, c->page_404);
    page_look_for(c, c->page_50x);
    return AN_OK;
}

static int server_supervise(struct an_server *s, const struct an_app *app)
{
    struct an_upload_owner uploads;
    an_upload_owner_acquire(&uploads, &s->config);
    int err = an_supervise(&s->config, &s->fabric, s->listener, s->listeners, app, &s->daemon);
    if (err <= 0) an_upload_owner_release(&uploads);
    s->killed = err == AN_ETIMEOUT;
    if (s->killed) err = AN_OK;
    if (err < 0) error_say(s, "the server cannot start: the log says why");
    if (err < 0 && s->config.daemon) an_daemon_failed(&s->daemon, s->error);
    an_daemon_close(&s->daemon);
    return err;
}

static bool serving;

bool an_server_serving(void)
{
    return serving;
}

int an_server_run(struct an_server *s, const struct an_app *app)
{
    s->error[0] = 0;
    an_std_fill();
    if (serving || s->running) {
        error_say(s, s->running ? "the server is running already" : "this process serves already");
        return AN_ESTATE;
    }
    serving = true;
    int err = config_check(s);
    if (err == AN_OK) {
        s->running = true;
        err = files_limit_raise(s);
        if (err == AN_OK) err = folders_check(s);
    }
    if (err == AN_OK) err = hash_key_draw(s);
    if (err == AN_OK) err = listen_all(s);
    if (err == AN_OK) err = log_check(s);
    if (err == AN_OK) root_warn();
    if (err == AN_OK) err = fabric_map(s);
    if (err == AN_OK && s->config.daemon)
        err = an_daemon_leave(&s->daemon, s->error, sizeof s->error);
    if (err == AN_OK) err = server_supervise(s, app);
    serving = err > 0;
    if (err <= 0) an_server_fini(s); /* in a child the application may still look at it */
    return err;
}

void an_server_fini(struct an_server *s)
{
    for (uint32_t i = 0; i < AN_MAX_SOCKETS; i++)
        an_listener_close(&s->listener[i]);
    s->listeners = 0;
    an_fabric_close(&s->fabric);
    s->running = false;
}
