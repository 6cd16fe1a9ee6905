/* list.h - an intrusive, circular, doubly linked list. A node off any list points at itself. */
#ifndef AN_LIST_H
#define AN_LIST_H

#include <stdbool.h>

struct an_list {
    struct an_list *next, *prev;
};

static inline void an_list_init(struct an_list *l) { l->next = l->prev = l; }
static inline bool an_list_empty(const struct an_list *l) { return l->next == l; }

/* Puts n, which is on no list, before `at`. With the head as `at`: at the end. */
static inline void an_list_insert(struct an_list *at, struct an_list *n)
{
    n->prev = at->prev;
    n->next = at;
    at->prev->next = n;
    at->prev = n;
}

/* Takes n off its list, if it is on one. */
static inline void an_list_remove(struct an_list *n)
{
    n->prev->next = n->next;
    n->next->prev = n->prev;
    an_list_init(n);
}

/* Moves all of `from` to the end of `to`; `from` is empty then. */
static inline void an_list_splice(struct an_list *to, struct an_list *from)
{
    if (an_list_empty(from)) return;
    from->next->prev = to->prev;
    to->prev->next = from->next;
    from->prev->next = to;
    to->prev = from->prev;
    an_list_init(from);
}

#endif
