/* The decision, outcome by outcome. */
#include <math.h>
#include <string.h>

#include "equitygap/privacy.h"
#include "privacy/earlier.h"
#include "privacy/guard.h"
#include "privacy/joint.h"
#include "privacy/links.h"
#include "privacy/marks_inside.h"
#include "privacy/next_smallest.h"
#include "privacy/protect.h"
#include "schema/policies.h"

/* Sum equals sum of squares: with no negative values that leaves only zeros and ones. */
static bool zeros_and_ones(const eg_tally *t)
{
    eg_i128 scaled;
    eg_u192 square = t->square;
    if (t->sum < 0 || __builtin_mul_overflow(t->sum, (eg_i128)EG_DECIMAL_ONE, &scaled))
        return false;
    return square.word[0] == (uint64_t)scaled &&
           square.word[1] == (uint64_t)((eg_u128)scaled >> 64) && square.word[2] == 0;
}

/* Of a mean: as the rules have it. */
static bool mean_fit(const eg_secret *s, const eg_tally *t)
{
    return s->spare != NULL || t->n == 0 || eg_rules_mean(s->rules, t->n, t->sum, &t->square);
}

/* An interval of the input may stand where its n is known and neither end has a code. */
static bool interval_stands(const eg_secret *s, size_t cell, const eg_bounds *x)
{
    eg_mark mark;
    double bound;
    return x->state == EG_GIVEN_BOUNDS && !s->hidden[cell] &&
           !eg_rules_tail(s->rules, x->low, s->n[cell], &mark, &bound) &&
           !eg_rules_tail(s->rules, x->high, s->n[cell], &mark, &bound);
}

/*
 * What the input hides of a given cell is hidden here too and takes part in the links, with
 * every count that it may stand for.
 */
static void primary_given(eg_secret *s, const eg_views *views, size_t o, const eg_place *place)
{
    size_t cell = eg_views_cell(views, place);
    eg_bounds n = eg_views_bounds(views, o, place, EG_BOUNDS_N);
    uint8_t *vague = s->vague + cell * (s->K + 1);
    if (n.state == EG_GIVEN_HIDDEN || n.state == EG_GIVEN_BOUNDS)
        s->hidden[cell] = 1;
    vague[0] = n.state == EG_GIVEN_EXACT ? 0 : n.state == EG_GIVEN_NONE ? 2 : 1;
    for (size_t k = 0; k < (s->K > 0 ? s->K : 1); k++) {
        eg_bounds x = eg_views_bounds(views, o, place, k);
        if (s->K > 0)
            vague[k + 1] = x.state == EG_GIVEN_EXACT ? 0 : x.state == EG_GIVEN_NONE ? 2 : 1;
        if (x.state != EG_GIVEN_HIDDEN && x.state != EG_GIVEN_BOUNDS)
            continue;
        if (s->K == 0) {
            s->hidden[cell] = 1;
            continue;
        }
        uint64_t most = x.high < s->n[cell] ? x.high : s->n[cell];
        s->spare[cell * s->K + k] = most - (x.low < most ? x.low : most);
        s->unknown[cell * s->K + k] = !interval_stands(s, cell, &x);
    }
}

/* What is small or coded by itself, before any link is looked at. */
static void primary(eg_secret *s, size_t cell, const eg_tally *t, eg_kind kind, bool binary)
{
    eg_mark mark;
    double bound;
    uint64_t size = t->n > 0 ? t->n : t->students;
    s->n[cell] = t->n;
    if (size < s->min_n || (kind == EG_KIND_MEAN && !binary && !mean_fit(s, t)))
        s->hidden[cell] = 1;
    for (size_t k = 0; k < s->K; k++) {
        uint64_t x = kind == EG_KIND_LEVELS ? t->counts[k]
                     : kind == EG_KIND_RATE ? t->x
                                            : eg_marks_ones(t);
        s->count[cell * s->K + k] = x;
        if (t->n > 0 && eg_rules_tail(s->rules, x, t->n, &mark, &bound))
            s->unknown[cell * s->K + k] = 1;
    }
}

static void each_place(eg_secret *s, const eg_views *views, size_t o, eg_kind kind, bool binary)
{
    for (uint32_t sc = 0; sc < eg_views_scopes(views); sc++)
        for (uint32_t u = 0; u < eg_views_units(views, sc); u++)
            for (uint32_t i = 0; i < eg_views_items(views); i++)
                for (uint32_t g = 0; g < eg_views_groups(views, i); g++)
                    for (uint32_t y = 0; y < eg_views_years(views); y++) {
                        eg_place place = {sc, u, i, g, y};
                        size_t cell = eg_views_cell(views, &place);
                        if (cell == SIZE_MAX)
                            continue;
                        eg_tally tally;
                        eg_views_tally(views, o, &place, &tally);
                        primary(s, cell, &tally, kind, binary);
                        if (s->spare != NULL)
                            primary_given(s, views, o, &place);
                    }
}

static bool whole_is_binary(const eg_views *views, size_t o)
{
    for (uint32_t y = 0; y < eg_views_years(views); y++) {
        eg_place place = {.year = y};
        eg_tally tally;
        eg_views_tally(views, o, &place, &tally);
        if (!zeros_and_ones(&tally))
            return false;
    }
    return true;
}

static void count_marks(eg_marks *marks, const eg_outcome_marks *m, size_t n_cells)
{
    for (size_t c = 0; c < n_cells; c++) {
        marks->tally.cells++;
        marks->tally.hidden += m->hidden[c];
        for (size_t k = 0; k < m->K && !m->hidden[c]; k++)
            if (m->unknown[c * m->K + k]) {
                marks->tally.coded++;
                break;
            }
    }
}

/* What hiding a cell costs: its students in all years, so that a group does not come and go;
 * the whole and plain groups dearer than crosses, the input dearer than units, Unknown cheap.
 */
static uint64_t price(const eg_views *views, const eg_schema *schema, const eg_place *p,
                      uint64_t students)
{
    uint64_t factor = p->scope == 0 ? 16 : 4;
    if (p->item == EG_ITEM_ALL)
        factor *= 4;
    else if (schema->items[p->item - 1].n_axes == 1)
        factor *= 2;
    if (p->item != EG_ITEM_ALL && eg_views_group_unknown(views, p->item, p->group))
        factor /= 4;
    return factor * students;
}

static void set_prices(uint64_t *price_of, uint64_t *students, const eg_views *views,
                       const eg_schema *schema, eg_place p)
{
    uint64_t sum = 0;
    eg_tally tally;
    for (p.year = 0; p.year < eg_views_years(views); p.year++) {
        size_t cell = eg_views_cell(views, &p);
        if (cell == SIZE_MAX)
            continue;
        eg_views_tally(views, 0, &p, &tally);
        students[cell] = tally.students;
        sum += tally.students;
    }
    sum = price(views, schema, &p, sum);
    for (p.year = 0; p.year < eg_views_years(views); p.year++)
        if (eg_views_cell(views, &p) != SIZE_MAX)
            price_of[eg_views_cell(views, &p)] = sum;
}

/* The same walk gives the cells their order. */
static void set_all_prices(uint64_t *price_of, uint64_t *students, uint32_t *order,
                           const eg_views *views, const eg_schema *schema)
{
    size_t n = 0;
    for (uint32_t sc = 0; sc < eg_views_scopes(views); sc++)
        for (uint32_t u = 0; u < eg_views_units(views, sc); u++)
            for (uint32_t i = 0; i < eg_views_items(views); i++)
                for (uint32_t g = 0; g < eg_views_groups(views, i); g++) {
                    eg_place p = {sc, u, i, g, 0};
                    set_prices(price_of, students, views, schema, p);
                    for (; p.year < eg_views_years(views); p.year++)
                        if (eg_views_cell(views, &p) != SIZE_MAX)
                            order[n++] = (uint32_t)eg_views_cell(views, &p);
                }
}

static bool prepare_outcome(eg_marks *marks, size_t o, eg_secret *of)
{
    const eg_outcome_settled *settled = &marks->settled->outcomes[o];
    eg_outcome_marks *m = &marks->outcomes[o];
    size_t n = eg_views_cells(marks->views);
    m->binary = settled->kind == EG_KIND_MEAN && whole_is_binary(marks->views, o);
    m->K = settled->kind == EG_KIND_LEVELS              ? settled->n_levels
           : settled->kind == EG_KIND_RATE || m->binary ? 1
                                                        : 0;
    eg_secret s = *of;
    s.n_cells = n;
    s.K = m->K;
    s.levels = settled->kind == EG_KIND_LEVELS;
    s.n = eg_alloc_zero(n, sizeof *s.n);
    s.count = eg_alloc_zero(n, (m->K + 1) * sizeof *s.count);
    s.hidden = m->hidden = eg_alloc_zero(n, 1);
    s.unknown = m->unknown = eg_alloc_zero(n, m->K + 1);
    bool given = eg_views_are_given(marks->views);
    s.spare = given ? eg_alloc_zero(n, (m->K + 1) * sizeof *s.spare) : NULL;
    s.vague = given ? eg_alloc_zero(n, m->K + 1) : NULL;
    bool made = s.n != NULL && s.count != NULL && s.hidden != NULL && s.unknown != NULL &&
                (!given || (s.spare != NULL && s.vague != NULL));
    if (made)
        each_place(&s, marks->views, o, settled->kind, m->binary);
    if (made && s.rules->next_smallest)
        eg_next_smallest(&s);
    *of = s;
    return made;
}

/* Hidden numbers of students keep an interval half as wide as min_n, hidden counts three
 * values. */
enum { WIDTH_OF_COUNTS = 2 };

/* Outcomes of one column get one number. */
static void number_columns(const eg_schema *schema, uint32_t *column)
{
    for (uint32_t o = 0; o < schema->n_outcomes; o++) {
        column[o] = o;
        for (uint32_t before = 0; before < o && column[o] == o; before++)
            if (strcmp(schema->outcomes[o].column, schema->outcomes[before].column) == 0)
                column[o] = column[before];
    }
}

/* What was published before; without a ledger, or with an empty one, nothing. */
static bool look_back(eg_marks *marks, const eg_schema *schema, const eg_policy *policy,
                      size_t o, eg_secret *s)
{
    size_t years = eg_views_years(marks->views);
    const eg_earlier_scene scene = {.ledger = policy->ledger,
                                    .views = marks->views,
                                    .schema = schema,
                                    .settled = marks->settled,
                                    .held =
                                        policy->held == NULL ? NULL : policy->held + o * years,
                                    .outcome = o};
    return policy->ledger == NULL || eg_ledger_publications(policy->ledger) == 0 ||
           eg_earlier_apply(&marks->outcomes[o].earlier, s, &scene);
}

static eg_status decide_all(eg_marks *marks, const eg_links *links, const eg_schema *schema,
                            const eg_policy *policy, eg_error *err)
{
    size_t n = eg_views_cells(marks->views);
    uint64_t *students = eg_alloc_zero(n + 1, sizeof *students);
    uint64_t *prices = eg_alloc_zero(n + 1, sizeof *prices);
    uint32_t *order = eg_alloc_zero(n + 1, sizeof *order);
    eg_secret *secrets = eg_alloc_zero(marks->n_outcomes + 1, sizeof *secrets);
    uint32_t *column = eg_alloc_zero(marks->n_outcomes + 1, sizeof *column);
    bool made = students != NULL && prices != NULL && order != NULL && secrets != NULL &&
                column != NULL;
    if (made)
        number_columns(schema, column);
    if (made && marks->n_outcomes > 0)
        set_all_prices(prices, students, order, marks->views, schema);
    for (size_t o = 0; made && o < marks->n_outcomes; o++) {
        secrets[o] = (eg_secret){
            .links = links, .min_n = policy->min_n, .rules = marks->rules, .weight = prices};
        if (!eg_views_are_given(marks->views))
            secrets[o].students = students;
        made = prepare_outcome(marks, o, &secrets[o]);
        for (size_t c = 0; made && policy->closed != NULL && c < n; c++)
            secrets[o].hidden[c] |= policy->closed[c];
        made = made && look_back(marks, schema, policy, o, &secrets[o]);
        secrets[o].adds_up = made && eg_guard_adds_up(&secrets[o]);
    }
    eg_guard guard = {.links = links,
                      .secrets = secrets,
                      .n = marks->n_outcomes,
                      .order = order,
                      .column = column,
                      .width_n = ceil(policy->min_n / 2.0),
                      .width_count = WIDTH_OF_COUNTS};
    eg_status status = made ? eg_guard_run(&guard, policy->control, err) : eg_fail_memory(err);
    for (size_t o = 0; secrets != NULL && o < marks->n_outcomes; o++) {
        if (secrets[o].earlier != NULL) {
            eg_earlier_restore(secrets[o].earlier, &secrets[o]);
            marks->tally.few += eg_earlier_withheld(secrets[o].earlier);
        }
        if (status == EG_OK)
            count_marks(marks, &marks->outcomes[o], n);
        eg_free(secrets[o].n);
        eg_free(secrets[o].count);
        eg_free(secrets[o].spare);
        eg_free(secrets[o].vague);
    }
    eg_free(secrets);
    eg_free(column);
    eg_free(prices);
    eg_free(order);
    eg_free(students);
    return status;
}

eg_status eg_privacy_decide(eg_marks **out, const eg_views *views, const eg_schema *schema,
                            const eg_settled *settled, const eg_policy *policy, eg_error *err)
{
    *out = NULL;
    eg_marks *marks = eg_alloc_zero(1, sizeof *marks);
    if (marks == NULL)
        return eg_fail_memory(err);
    marks->views = views;
    marks->settled = settled;
    marks->rules = policy->rules == NULL ? eg_rules_default() : policy->rules;
    marks->n_outcomes = schema->n_outcomes;
    marks->everything_shown = policy->edition == EG_EDITION_INTERNAL;
    marks->outcomes = eg_alloc_zero(marks->n_outcomes, sizeof *marks->outcomes);
    if (marks->outcomes == NULL) {
        eg_marks_free(marks);
        return eg_fail_memory(err);
    }
    eg_status status = EG_OK;
    if (!marks->everything_shown) {
        eg_links links;
        status = eg_links_make(&links, views, schema, settled)
                     ? decide_all(marks, &links, schema, policy, err)
                     : eg_fail_memory(err);
        eg_links_clear(&links);
        if (status == EG_OK &&
            !eg_joint_decide(&marks->joint, marks, views, schema, settled, policy))
            status = eg_fail_memory(err);
    }
    if (status != EG_OK) {
        eg_marks_free(marks);
        return status;
    }
    *out = marks;
    return EG_OK;
}

bool eg_marks_joint(const eg_marks *marks, size_t outcome, const eg_place *place)
{
    return marks->everything_shown || eg_joint_may(marks->joint, marks->views, outcome, place);
}

void eg_marks_free(eg_marks *marks)
{
    if (marks == NULL)
        return;
    for (size_t o = 0; marks->outcomes != NULL && o < marks->n_outcomes; o++) {
        eg_free(marks->outcomes[o].hidden);
        eg_free(marks->outcomes[o].unknown);
        eg_earlier_free(marks->outcomes[o].earlier);
    }
    eg_free(marks->outcomes);
    eg_joint_marks_free(marks->joint);
    eg_free(marks);
}
