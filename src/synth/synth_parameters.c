/*
 * The numbers of the synthetic district. Invented for this program; only their rough size is
 * meant to remind of a district in the United States. docs/synth.md tells them in words.
 */
#include "synth/model.h"

const eg_synth_dimension eg_synth_dimensions[EG_SYNTH_DIMENSIONS] = {
    {"race_ethnicity",
     30,
     7,
     {"American Indian/Alaska Native", "Asian", "Black", "Hispanic/Latino",
      "Native Hawaiian/Pacific Islander", "Two or More Races", "White"}},
    {"gender", 10, 3, {"F", "M", "X"}},
    {"english_learner", 20, 2, {"N", "Y"}},
    {"disability", 0, 2, {"N", "Y"}},
    {"econ_disadvantaged", 80, 2, {"N", "Y"}},
};

const char *const eg_synth_level_names[EG_SYNTH_CUTS + 1] = {"Below Basic", "Basic",
                                                             "Proficient", "Advanced"};

/* Races in the order above: AI/AN, Asian, Black, Hispanic/Latino, NH/PI, two or more, White. */
const eg_synth_shares eg_synth_share = {
    .race = {100, 720, 1560, 3120, 40, 480, 3980},
    .gender = {4870, 5050, 80},
    .english = {600, 2000, 500, 3200, 1200, 300, 250},
    .disability = {1000, 1800, 1500},
    .economic = {6600, 3800, 7000, 7200, 6000, 4800, 3400},
    .zone = {{2000, 2500, 2500, 3000},
             {3500, 3000, 2000, 1500},
             {1200, 1800, 3200, 3800},
             {1300, 2000, 3200, 3500},
             {2500, 2500, 2500, 2500},
             {2800, 2700, 2400, 2100},
             {3700, 3000, 2000, 1300}},
    .suspensions = {7000, 1900, 700, 250, 150},
    .both_scores_blank = 100,
    .score_sd = 400,
    .cut = {4700, 5050, 5450},
};

const eg_synth_measure eg_synth_measures[EG_SYNTH_MEASURES] = {
    {
        .column = "math_score",
        .unit = 10,
        .blank = 200,
        .base = 5180,
        .trend = 6,
        .effect = {{-110, 140, -130, -80, -60, 40, 80},
                   {0, 20, -10},
                   {0, -220},
                   {0, -300},
                   {0, -120}},
        .trend_of = {{-4, 4, 3, 24, 0, 0, 0}, {0, 0, 0}, {0, -5}, {0, 0}, {0, 3}},
        .school = {-75, 55, -35, 15, 65, -5, 25, -45, 45, -65, 5, 75, -25, 35, -55, -15},
    },
    {
        .column = "ela_score",
        .unit = 10,
        .blank = 200,
        .base = 5150,
        .trend = 3,
        .effect =
            {{-100, 100, -100, -70, -50, 50, 90}, {80, 0, 40}, {0, -300}, {0, -320}, {0, -120}},
        .trend_of = {{0, 3, 16, 2, 0, 0, 0}, {0, 0, 0}, {0, 6}, {0, -12}, {0, 0}},
        .school = {-65, 45, -45, 25, 55, 5, 15, -35, 65, -75, -5, 75, -15, 35, -55, -25},
    },
    {
        .column = "chronically_absent",
        .unit = EG_SYNTH_WHOLE,
        .blank = 50,
        .base = 900,
        .trend = 0,
        .effect =
            {{700, -300, 500, 350, 600, 150, 0}, {0, 0, 300}, {0, 50}, {0, 450}, {0, 700}},
        .trend_of = {{0, -5, -20, -40, 0, 0, 0}, {0, 0, 0}, {0, 0}, {0, 10}, {0, 20}},
        .school = {200, -150, 75, -50, -175, 25, -75, 100, -100, 150, -25, -200, 50, 0, 175, 0},
    },
    {
        .column = "suspensions",
        .unit = EG_SYNTH_WHOLE,
        .blank = 30,
        .base = 250,
        .trend = 0,
        .effect =
            {{350, -130, 600, 120, 200, 150, 0}, {0, 250, 100}, {0, 0}, {0, 350}, {0, 200}},
        .trend_of = {{0, 0, -35, -5, 0, 0, 0}, {0, 0, 0}, {0, 0}, {0, 15}, {0, 0}},
        .school = {60, -40, 20, 0, -60, 30, -20, 40, -50, 50, 10, -30, 0, -10, 25, -25},
    },
    {
        .column = "graduated",
        .unit = EG_SYNTH_WHOLE,
        .blank = 0,
        .base = 9200,
        .trend = 0,
        .effect = {{-1300, 300, -700, -800, -800, -200, 0},
                   {150, 0, -300},
                   {0, -900},
                   {0, -1300},
                   {0, -500}},
        .trend_of = {{20, 5, 70, 50, 0, 0, 0}, {0, 0, 0}, {0, 0}, {0, 0}, {0, -10}},
        .school = {-120, 80, -40, 20, 120, 0, 30, -60, 70, -90, 10, 100, -20, 50, -110, -40},
    },
};
