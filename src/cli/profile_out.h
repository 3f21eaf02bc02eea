/* cli/profile_out.h - a profile as text, as JSON and as a config. */
#ifndef EG_CLI_PROFILE_OUT_H
#define EG_CLI_PROFILE_OUT_H

#include "equitygap/base.h"
#include "equitygap/source.h"
#include "schema/profile.h"

/* What the three renderings are made from; everything borrowed. */
typedef struct {
    const eg_profile *profile;
    const eg_source *source;
    eg_settings *settings;
    const eg_error *why_not;                      /* status EG_OK: analyze would run */
    const eg_strings *asked_names, *asked_values; /* options as typed, pairwise; NULL: none */
} eg_profiled;

/*
 * Counts of students as they may be told. Where a column has one that is small, its other
 * counts are rounded to min_n, so that the small one does not follow by subtraction from the
 * number of records.
 */
typedef struct {
    uint64_t min_n;
    bool round;
} eg_telling;
/* min_n; 1 in an internal edition, where every count is told. */
uint64_t eg_telling_least(const eg_profiled *profiled);
eg_telling eg_telling_of(const eg_profiled *profiled, const eg_profile_column *column);
/* 0 or at least min_n as it may be told (*about: rounded); UINT64_MAX: small, "fewer than
 * min_n". */
uint64_t eg_telling_count(const eg_telling *telling, uint64_t count, bool *about);
/* "1,234", "about 1,230", "fewer than 10". */
void eg_telling_add(eg_buffer *out, const eg_telling *telling, uint64_t count);

void eg_profile_text(eg_buffer *out, const eg_profiled *profiled);
/* What the data cannot tell, and which option decides it; nothing where all is clear. */
void eg_profile_decide(eg_buffer *out, const eg_profiled *profiled);
/* The same as the items of a JSON list. */
void eg_profile_decide_json(eg_buffer *out, const eg_profiled *profiled);
void eg_profile_json(eg_buffer *out, const eg_profiled *profiled);
/*
 * A config that analyze accepts, with comments: every setting that was typed or that a config
 * said (the rows of the option table, and the keys a config has beside them), and what was
 * recognised where nothing was.
 */
EG_MUST_USE eg_status eg_profile_config(eg_buffer *out, const eg_profiled *profiled,
                                        eg_error *err);

/* The config's "outcomes", with a comma behind; nothing where there are none. */
void eg_profile_outcomes(eg_buffer *out, const eg_profile *profile);

/* The analysis is repeated within this column: --within. */
bool eg_profile_is_within(const eg_profile *profile, const char *name);

/* Text as a JSON string, between quotes. NULL: null. */
void eg_profile_quote(eg_buffer *out, const char *text);
/* "rate(>0)", "mean"...: as --outcome and config take it; "" where the values decide. */
void eg_profile_kind(eg_buffer *out, const eg_profile_column *column);

#endif
