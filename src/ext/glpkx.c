#include "ext/glpkx.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>

/* A search over whole numbers ends after so many nodes: never by the clock, so that it repeats.
 */
enum { NODES_MOST = 500 };
/* So many steps, and the caller is asked whether to go on: a large program takes thousands. */
enum { STEPS = 500 };

typedef struct {
    const eg_linear *program;
    const eg_linear_asker *asker;
    glp_prob *problem;
    double *columns;
    int *at;
    double *factor;
    bool solved; /* there is a basis to go on from */
    bool whole;  /* columns are marked as whole numbers */
    bool stopped;
    int nodes;
    jmp_buf failed;
} solver;

static int swallow(void *info, const char *text)
{
    (void)info;
    (void)text;
    return 1;
}

static void give_up(void *info)
{
    longjmp(((solver *)info)->failed, 1);
}

static int bounds_kind(double low, double high)
{
    if (isinf(low))
        return isinf(high) ? GLP_FR : GLP_UP;
    if (isinf(high))
        return GLP_LO;
    return low < high ? GLP_DB : GLP_FX;
}

static void load(solver *s)
{
    const eg_linear *p = s->program;
    s->problem = glp_create_prob();
    glp_add_rows(s->problem, (int)p->rows);
    glp_add_cols(s->problem, (int)p->columns);
    for (size_t c = 0; c < p->columns; c++)
        glp_set_col_bnds(s->problem, (int)c + 1, bounds_kind(p->low[c], p->high[c]), p->low[c],
                         p->high[c]);
    for (size_t r = 0; r < p->rows; r++) {
        int n = 0;
        for (size_t t = p->start[r]; t < p->start[r + 1]; t++) {
            s->at[++n] = (int)p->column[t] + 1;
            s->factor[n] = p->factor[t];
        }
        glp_set_mat_row(s->problem, (int)r + 1, n, s->at, s->factor);
        glp_set_row_bnds(s->problem, (int)r + 1, bounds_kind(p->row_low[r], p->row_high[r]),
                         p->row_low[r], p->row_high[r]);
    }
}

static bool go_on(solver *s)
{
    s->stopped = s->stopped || !s->asker->go_on(s->asker->context);
    return !s->stopped;
}

/* In pieces, each from the basis of the one before. */
static int in_pieces(solver *s, const glp_smcp *how)
{
    int result = glp_simplex(s->problem, how);
    while (result == GLP_EITLIM && go_on(s))
        result = glp_simplex(s->problem, how);
    return result;
}

static int simplex(solver *s)
{
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.pricing = GLP_PT_STD; /* steepest edges cost more here than they save */
    how.it_lim = STEPS;
    if (in_pieces(s, &how) != 0) {
        if (s->stopped)
            return GLP_UNDEF;
        /* A basis that went bad: once more from the beginning. */
        glp_std_basis(s->problem);
        if (in_pieces(s, &how) != 0)
            return GLP_UNDEF;
    }
    return glp_get_status(s->problem);
}

static void count_nodes(glp_tree *tree, void *info)
{
    solver *s = info;
    if (glp_ios_reason(tree) == GLP_ISELECT && (++s->nodes > NODES_MOST || !go_on(s)))
        glp_ios_terminate(tree);
}

static bool search_whole(solver *s)
{
    glp_iocp how;
    glp_init_iocp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.br_tech = GLP_BR_MFV;
    how.bt_tech = GLP_BT_DFS;
    how.cb_func = count_nodes;
    how.cb_info = s;
    s->nodes = 0;
    for (size_t c = 0; c < s->program->columns && !s->whole; c++)
        glp_set_col_kind(s->problem, (int)c + 1, GLP_IV);
    s->whole = true;
    return glp_intopt(s->problem, &how) == 0 && glp_mip_status(s->problem) == GLP_OPT;
}

static void answer(solver *s, const eg_linear_question *q, int status)
{
    bool searched = q->whole && status == GLP_OPT && search_whole(s);
    if (status != GLP_OPT || (q->whole && !searched)) {
        bool failed = s->program->at_zero && status != GLP_UNBND;
        s->asker->take(s->asker->context, failed ? NAN : q->up ? INFINITY : -INFINITY, NULL);
        return;
    }
    for (size_t c = 0; c < s->program->columns; c++)
        s->columns[c] = searched ? glp_mip_col_val(s->problem, (int)c + 1)
                                 : glp_get_col_prim(s->problem, (int)c + 1);
    s->asker->take(s->asker->context, s->columns[q->column], s->columns);
}

static void aim(solver *s, const eg_linear_question *q, double weight)
{
    glp_set_obj_dir(s->problem, q->up || q->mix != NULL ? GLP_MAX : GLP_MIN);
    for (size_t c = 0; q->mix != NULL && c < s->program->columns; c++)
        glp_set_obj_coef(s->problem, (int)c + 1, weight * q->mix[c]);
    if (q->mix == NULL)
        glp_set_obj_coef(s->problem, (int)q->column + 1, weight);
}

static eg_linear_result ask_all(solver *s)
{
    eg_linear_question q = {0};
    load(s);
    if (s->program->at_zero)
        glp_std_basis(s->problem);
    else
        glp_adv_basis(s->problem, 0);
    while (s->asker->ask(s->asker->context, &q)) {
        aim(s, &q, 1);
        int status = simplex(s);
        if (s->stopped)
            return EG_LINEAR_STOPPED;
        if (!s->solved && (status == GLP_NOFEAS || status == GLP_INFEAS))
            return EG_LINEAR_INFEASIBLE;
        s->solved = true;
        answer(s, &q, status);
        if (s->stopped)
            return EG_LINEAR_STOPPED;
        aim(s, &q, 0);
    }
    return EG_LINEAR_DONE;
}

static eg_linear_result run(solver *s)
{
    int began = glp_init_env();
    eg_linear_result result = EG_LINEAR_MEMORY;
    if (began != 0 && began != 1)
        return result;
    glp_term_hook(swallow, NULL);
    if (setjmp(s->failed) == 0) {
        glp_error_hook(give_up, s);
        glp_term_out(GLP_OFF);
        result = ask_all(s);
        glp_delete_prob(s->problem);
        glp_error_hook(NULL, NULL);
        if (began == 0)
            glp_free_env();
    } else {
        glp_free_env(); /* all that GLPK allows after an error */
    }
    return result;
}

eg_linear_result eg_linear_ask(const eg_linear *program, const eg_linear_asker *asker)
{
    solver s = {.program = program, .asker = asker};
    s.columns = eg_alloc(program->columns, sizeof *s.columns);
    s.at = eg_alloc(program->columns + 1, sizeof *s.at);
    s.factor = eg_alloc(program->columns + 1, sizeof *s.factor);
    eg_linear_result result = EG_LINEAR_MEMORY;
    if (s.columns != NULL && s.at != NULL && s.factor != NULL)
        result = run(&s);
    eg_free(s.columns);
    eg_free(s.at);
    eg_free(s.factor);
    return result;
}

const char *eg_linear_version(void)
{
    return glp_version();
}
