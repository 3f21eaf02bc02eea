/* What an answer is and says. */
#include <string.h>

#include "statistics/engine.h"

const char *eg_fact_status_word(eg_fact_status status)
{
    static const char *const words[] = {
#define EG_FACT_STATUS_WORD(name, word) [name] = word,
        EG_FACT_STATUS_LIST(EG_FACT_STATUS_WORD)
#undef EG_FACT_STATUS_WORD
    };
    return words[status];
}

void eg_answer_say(eg_answer *answer, const char *text)
{
    size_t n = strlen(text);
    n = n < sizeof answer->note ? n : sizeof answer->note - 1;
    memcpy(answer->note, text, n);
    answer->note[n] = '\0';
}

void eg_answer_estimate(eg_answer *answer, eg_estimate estimate, uint64_t n)
{
    answer->estimate = estimate;
    answer->n = n;
    answer->has_n = true;
    answer->status = estimate.ok ? EG_FACT_OK : EG_FACT_NOT_ESTIMABLE;
    eg_answer_say(answer, estimate.why == NULL ? "" : estimate.why);
}

static const char hidden_words[] = "hidden: too few students, or to protect others";

void eg_answer_none(eg_answer *answer, eg_fact_status status, const char *why)
{
    answer->estimate = eg_estimate_none(why);
    answer->has_n = false;
    answer->status = status;
    eg_answer_say(answer, status == EG_FACT_SUPPRESSED ? hidden_words
                          : why == NULL                ? eg_fact_status_word(status)
                                                       : why);
}

const char eg_bounds_only[] = "the input gives bounds only";

void eg_answer_bounds(eg_answer *answer, double low, double high)
{
    eg_answer_none(answer, EG_FACT_INTERVAL, eg_bounds_only);
    answer->estimate.low = low;
    answer->estimate.high = high;
}
