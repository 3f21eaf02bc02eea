/* The schools: unique names, kinds, and which of them serve a zone at a level. */
#include "synth/model.h"

#include <stdio.h>
#include <string.h>

#include "synth/draw.h"

static const char *const base_names[] = {
    "Adams",        "Alder Creek",    "Bethune",       "Buena Vista",  "Carver",
    "Cedar Grove",  "César Chávez",   "Cottonwood",    "Douglass",     "Eagle Ridge",
    "Earhart",      "Eisenhower",     "Fairview",      "Franklin",     "Garfield",
    "Green Valley", "Harriet Tubman", "Highland Park", "Inouye",       "Jefferson",
    "Juniper",      "Kennedy",        "La Cañada",     "Lakeside",     "Madison",
    "Mesa Verde",   "Mill Pond",      "Mockingbird",   "Monroe",       "Northgate",
    "Oak Hill",     "Parks",          "Peñasco",       "Pine Bluff",   "Ponderosa",
    "Prairie View", "Riverside",      "Roosevelt",     "Sacagawea",    "Sequoyah",
    "Sierra",       "Stone Creek",    "Sunnyside",     "Three Rivers", "Trinity",
    "Washington",   "Willow Springs", "Yucca",
};
enum { N_BASES = sizeof base_names / sizeof base_names[0] };

/* Where each level starts in the list, so that the first middle school is Peñasco. */
static const size_t first_base[EG_SYNTH_LEVELS] = {6, 32, 36};

static const char *const campuses[] = {"", ", North Campus", ", South Campus", ", East Campus",
                                       ", West Campus"};
enum { N_CAMPUSES = sizeof campuses / sizeof campuses[0] };

/* A single school has all grades, the first of two has K to 8. */
static const char *word_of_level(size_t level, size_t n_schools)
{
    static const char *const word[EG_SYNTH_LEVELS] = {"Elementary", "Middle", "High"};
    if (n_schools == 1)
        return "K-12 School";
    return n_schools == 2 && level == 0 ? "K-8 School" : word[level];
}

static void name_school(eg_synth_school *school, size_t level, size_t index, size_t n_schools)
{
    const char *word = word_of_level(level, n_schools);
    char *text = school->text;
    int n;
    if (level == 0 &&
        index == 0) { /* every district has a name with a comma; no other one is Lincoln */
        n = snprintf(text, EG_SYNTH_SCHOOL_TEXT, "\"Lincoln %s, North Campus\"", word);
    } else {
        index -= level == 0 ? 1 : 0;
        const char *base = base_names[(first_base[level] + index) % N_BASES];
        size_t round = index / N_BASES;
        if (round == 0)
            n = snprintf(text, EG_SYNTH_SCHOOL_TEXT, "%s %s", base, word);
        else if (round < N_CAMPUSES)
            n = snprintf(text, EG_SYNTH_SCHOOL_TEXT, "\"%s %s%s\"", base, word,
                         campuses[round]);
        else
            n = snprintf(text, EG_SYNTH_SCHOOL_TEXT, "\"%s %s, Campus %zu\"", base, word,
                         round + 1);
    }
    school->n = (uint8_t)n;
}

/* Of ten schools six are elementary, two middle, two high. */
static void split_levels(size_t n, size_t count[EG_SYNTH_LEVELS], size_t first[EG_SYNTH_LEVELS])
{
    if (n <= 2) { /* levels share schools */
        for (size_t level = 0; level < EG_SYNTH_LEVELS; level++) {
            count[level] = 1;
            first[level] = level == EG_SYNTH_HIGH ? n - 1 : 0;
        }
        return;
    }
    count[1] = count[2] = n < 10 ? 1 : n / 5;
    count[0] = n - count[1] - count[2];
    first[0] = 0;
    first[1] = count[0];
    first[2] = count[0] + count[1];
}

/* Schools are dealt to the zones in turn; where they are fewer than zones, zones share them. */
static eg_synth_served serve(size_t first, size_t count, size_t zone)
{
    if (count == 0)
        return (eg_synth_served){(uint32_t)first, 1, 0};
    if (count < EG_SYNTH_ZONES)
        return (eg_synth_served){(uint32_t)(first + zone % count), 1, 1};
    return (eg_synth_served){(uint32_t)(first + zone), EG_SYNTH_ZONES,
                             (uint32_t)((count - zone + EG_SYNTH_ZONES - 1) / EG_SYNTH_ZONES)};
}

eg_status eg_synth_schools_build(eg_synth_schools *schools, size_t n, uint64_t seed,
                                 eg_error *err)
{
    size_t first[EG_SYNTH_LEVELS];
    *schools = (eg_synth_schools){.n = n};
    schools->at = eg_alloc(n, sizeof *schools->at);
    schools->kind = eg_alloc(n, sizeof *schools->kind);
    if (schools->at == NULL || schools->kind == NULL) {
        eg_synth_schools_clear(schools);
        return eg_fail_memory(err);
    }
    split_levels(n, schools->count, first);
    for (size_t level = EG_SYNTH_LEVELS; level-- > 0;) {
        for (size_t i = 0; i < schools->count[level]; i++) {
            name_school(&schools->at[first[level] + i], level, i, n);
            /* By level and place, so that a school stays itself when others are added. */
            uint64_t key = eg_synth_draw(seed ^ UINT64_C(0x5c4001), level);
            schools->kind[first[level] + i] = (uint8_t)(eg_synth_draw(key, i) % EG_SYNTH_KINDS);
        }
        for (size_t zone = 0; zone < EG_SYNTH_ZONES; zone++)
            schools->served[level][zone] = serve(first[level], schools->count[level], zone);
    }
    return EG_OK;
}

void eg_synth_schools_clear(eg_synth_schools *schools)
{
    eg_free(schools->at);
    eg_free(schools->kind);
    schools->at = NULL;
    schools->kind = NULL;
    schools->n = 0;
}

bool eg_synth_serves(const eg_synth_schools *schools, size_t level, size_t zone, size_t school)
{
    const eg_synth_served *served = &schools->served[level][zone];
    return school >= served->first && (school - served->first) % served->step == 0 &&
           (school - served->first) / served->step < served->n;
}

eg_text eg_synth_school_name(const eg_synth_schools *schools, size_t school)
{
    const eg_synth_school *s = &schools->at[school];
    if (s->text[0] == '"')
        return (eg_text){s->text + 1, (size_t)s->n - 2};
    return (eg_text){s->text, s->n};
}
