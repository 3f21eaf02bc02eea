/*
 * privacy/earlier.h - what earlier publications leave of the choice: of one outcome.
 *
 * A unit's year in which every figure shown then is the same now is one table published twice:
 * what was shown is known, what was withheld stays withheld. In all others the difference
 * between two publications is a table of its own, of those who came and left: where it would
 * cover 1 to min_n - 1 students, a figure is withheld.
 */
#ifndef EG_PRIVACY_EARLIER_H
#define EG_PRIVACY_EARLIER_H

#include "privacy/ledger.h"
#include "privacy/secret.h"

/* What an outcome is looked at with; all must outlive the eg_earlier. */
typedef struct {
    const eg_ledger *ledger;
    const eg_views *views;
    const eg_schema *schema;
    const eg_settled *settled;
    const uint8_t *held; /* [year] eg_held; NULL: none is */
    size_t outcome;
} eg_earlier_scene;

/*
 * Sets secret->known, ->earlier, and what is hidden by difference or stays hidden. The secret's
 * figures and what is small by itself are there. false: no memory.
 */
EG_MUST_USE bool eg_earlier_apply(eg_earlier **out, eg_secret *secret,
                                  const eg_earlier_scene *scene);
/* When all is protected: what is known but small by itself is not said once more. */
void eg_earlier_restore(const eg_earlier *earlier, eg_secret *secret);
void eg_earlier_free(eg_earlier *earlier);

/*
 * The cell to hide so that those whom a link does not show do not differ by a few from an
 * earlier publication, taken together; UINT32_MAX: they do not, or nothing is left to hide.
 */
uint32_t eg_earlier_short(eg_earlier *earlier, const eg_secret *secret, uint32_t link);
/* Is the cell withheld because it differs by a few? */
bool eg_earlier_few(const eg_earlier *earlier, uint32_t cell);
/* Does some table of the year differ from what that publication showed? */
bool eg_earlier_changed(const eg_earlier *earlier, uint32_t year, uint32_t publication);
/* How many figures of students would have been shown. */
uint64_t eg_earlier_withheld(const eg_earlier *earlier);

#endif
