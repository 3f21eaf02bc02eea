/* What a coder has met: levels, words and tallies. */
#include "schema/coder.h"

size_t eg_coder_levels(const eg_coder *coder, size_t axis)
{
    return eg_axis_levels(&coder->axes[axis]);
}

eg_text eg_coder_level(const eg_coder *coder, size_t axis, uint32_t level)
{
    return eg_axis_label(&coder->axes[axis], level);
}

size_t eg_coder_words(const eg_coder *coder, size_t outcome)
{
    const eg_outcome_coder *oc = &coder->outcomes[outcome];
    bool words = oc->outcome->kind == EG_KIND_LEVELS || oc->mode == EG_CODE_AUTO;
    return words ? eg_words_count(oc->words) : 0;
}

eg_text eg_coder_word(const eg_coder *coder, size_t outcome, uint32_t word)
{
    return eg_words_at(coder->outcomes[outcome].words, word);
}

bool eg_coder_words_kept(const eg_coder *coder, size_t outcome)
{
    return coder->outcomes[outcome].words_kept;
}

const eg_coder_tally *eg_coder_tally_of(const eg_coder *coder)
{
    return &coder->tally;
}

const eg_outcome_tally *eg_coder_outcome_tally(const eg_coder *coder, size_t outcome)
{
    return &coder->outcomes[outcome].tally;
}
