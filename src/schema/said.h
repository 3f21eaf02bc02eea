/*
 * schema/said.h - what config files said, key by key as JSON, so that another config can say it
 * again. A later file's key takes the place of an earlier one's, as its values do.
 */
#ifndef EG_SCHEMA_SAID_H
#define EG_SCHEMA_SAID_H

#include "equitygap/settings.h"
#include "ext/jsonx.h"

/* Keeps value under key, or under "within.key" where within is not NULL; copied. */
EG_MUST_USE eg_status eg_settings_say(eg_settings *settings, const char *within,
                                      const char *key, const eg_json *value, eg_error *err);
/* Forgets a key that no longer holds. */
void eg_settings_unsay(eg_settings *settings, const char *key);
/* The value as JSON text on one line; NULL: no config said it. */
const char *eg_settings_said(const eg_settings *settings, const char *key);

/* Text as a JSON string between quotes; NULL: null. */
void eg_json_quote(eg_buffer *out, const char *text);
/* A value on one line; members called `without` (NULL: none) are left out, however deep. */
void eg_json_add(eg_buffer *out, const eg_json *value, const char *without);

#endif
