/*
 * job/rejected_rows.h - records that are read well and cannot be counted, for whoever keeps
 * what is refused (--rejects): those without a whole weight, rows of groups whose address
 * stands more than once or that name no group. (Rows of a roster without a key: roster.c.)
 */
#ifndef EG_JOB_REJECTED_ROWS_H
#define EG_JOB_REJECTED_ROWS_H

#include "equitygap/cube.h"
#include "equitygap/job.h"
#include "job/intake.h"

typedef struct eg_rejected_rows eg_rejected_rows;

typedef struct {
    const eg_schema *schema;
    const eg_source *source;
    eg_intake *intake;
    void (*reject)(void *context, const eg_reject *reject);
    void *context;
} eg_rejected_from;

/*
 * Asks the intake for the columns of the schema and, where its batches are those of the source,
 * for all others, so that a record is kept whole; else of the columns that are used. *out is
 * NULL where nothing of the schema's can be set aside, or from->reject is.
 */
EG_MUST_USE eg_status eg_rejected_rows_new(eg_rejected_rows **out, const eg_rejected_from *from,
                                           eg_error *err);
void eg_rejected_rows_free(eg_rejected_rows *rows);
/* The coder's records are told as they are met. */
void eg_rejected_rows_watch(eg_rejected_rows *rows, eg_coder *coder);
/* Rows of groups are kept until it is known which are set aside: those of a batch, once coded.
 */
EG_MUST_USE eg_status eg_rejected_rows_keep(eg_rejected_rows *rows, const eg_coder *coder,
                                            const eg_batch *batch, const eg_coded *coded,
                                            eg_error *err);
/* Once the views are made, or could not be. */
void eg_rejected_rows_tell(eg_rejected_rows *rows, const eg_given *given);
/* After the last record: EG_E_MEMORY where one could not be told. */
EG_MUST_USE eg_status eg_rejected_rows_check(const eg_rejected_rows *rows, eg_error *err);

/* One record with these columns of its batch, between delimiters (0: commas), added to a
 * buffer.
 */
typedef struct {
    const eg_batch *batch;
    const int32_t *columns; /* of the batch; NULL: all, in their order */
    size_t n;
    char delimiter;
} eg_rejected_record;
void eg_rejected_text(const eg_rejected_record *of, size_t record, eg_buffer *out);

#endif
