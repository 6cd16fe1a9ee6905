/* err_help.c - see err_help.h. */
#include "err_help.h"

#include "ground/base.h"

const char *err_name(int err)
{
    switch (err) {
    case AN_OK:
        return "OK";
#define NAME(name, value, text)                                                                    \
    case AN_##name:                                                                                \
        return #name;
        AN_ERRNO_MAP(NAME)
#undef NAME
    default:
        return "?";
    }
}
