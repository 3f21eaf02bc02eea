/* cli/self_audit.h - a report is attacked before anybody sees it. */
#ifndef EG_CLI_SELF_AUDIT_H
#define EG_CLI_SELF_AUDIT_H

#include "equitygap/audit.h"
#include "equitygap/job.h"
#include "equitygap/privacy.h"
#include "equitygap/report.h"

/*
 * Attacks the report of a job. Where something that a public one hides can be computed back
 * from it, that is closed and *again: all is to be decided again (it may lean on several
 * outcomes, of which each alone is safe). EG_E_DISCLOSURE: it is closed already; says how much
 * and where, never what. An internal edition hides nothing. ledger: what it says was published
 * before is no secret; NULL: nothing was.
 */
EG_MUST_USE eg_status eg_self_audit(eg_job *job, const eg_ledger *ledger,
                                    const eg_settings *settings, const eg_control *control,
                                    bool *again, eg_error *err);
/* How many findings say what the ledger does not say of the same address already. */
uint64_t eg_findings_beyond(const eg_audit_result *result, const eg_ledger *ledger);
/* A fact of this report (file 0 of the audit), and what it really is. */
EG_MUST_USE eg_status eg_audit_own(eg_audit *audit, const eg_job_cells *cells,
                                   const eg_fact *fact, eg_error *err);
/* Are there students in several units? The report says so itself. */
bool eg_report_units_overlap(const eg_report *report);

#endif
