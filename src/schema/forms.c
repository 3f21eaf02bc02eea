/* How numbers are written. */
#include "schema/forms.h"

#include <string.h>

#include "schema/coder.h"

/* Digits (1.234), one comma, digits, perhaps among a sign and a percent sign. */
static bool decimal_comma(eg_text text)
{
    size_t i = 0, first, second;
    if (i < text.n && (text.at[i] == '-' || text.at[i] == '+'))
        i++;
    for (first = i;
         i < text.n && ((text.at[i] >= '0' && text.at[i] <= '9') || text.at[i] == '.');)
        i++;
    if (i == first || i == text.n || text.at[i] != ',')
        return false;
    for (second = ++i; i < text.n && text.at[i] >= '0' && text.at[i] <= '9';)
        i++;
    if (i == second)
        return false;
    while (i < text.n && (text.at[i] == ' ' || text.at[i] == '%'))
        i++;
    return i == text.n;
}

/* One comma, and nothing that tells what it is, as in $1,234 1,234.5 and 1,234,567. */
static bool either(eg_text text)
{
    size_t commas = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '.' || text.at[i] == '$')
            return false;
        commas += text.at[i] == ',';
    }
    return commas == 1;
}

uint8_t eg_forms_of(eg_text text, bool number)
{
    if (!number)
        return decimal_comma(text) ? EG_FORM_COMMA : 0;
    unsigned form = 0;
    if (memchr(text.at, '%', text.n) != NULL)
        form |= EG_FORM_PERCENT;
    if (either(text))
        form |= EG_FORM_GROUPED;
    return (uint8_t)form;
}

void eg_forms_add(eg_number_forms *forms, uint8_t of, uint64_t times)
{
    forms->percent += (of & EG_FORM_PERCENT) != 0 ? times : 0;
    forms->grouped += (of & EG_FORM_GROUPED) != 0 ? times : 0;
    forms->comma += (of & EG_FORM_COMMA) != 0 ? times : 0;
    forms->over += (of & EG_FORM_OVER) != 0 ? times : 0;
    forms->within += (of & EG_FORM_WITHIN) != 0 ? times : 0;
}

void eg_forms_merge(eg_number_forms *into, const eg_number_forms *from)
{
    into->percent += from->percent;
    into->grouped += from->grouped;
    into->comma += from->comma;
    into->over += from->over;
    into->within += from->within;
}

bool eg_forms_ranged(const eg_outcome_spec *spec)
{
    return spec->compare != EG_COMPARE_NONE && spec->compare != EG_COMPARE_EQ &&
           spec->compare != EG_COMPARE_NE && spec->threshold > 0 &&
           spec->threshold != EG_DECIMAL_ONE;
}

bool eg_forms_unclear(const eg_number_forms *forms)
{
    enum { ONE_IN = 20 };
    return forms->grouped > 0 && forms->comma > (forms->grouped + forms->comma) / ONE_IN;
}

eg_status eg_forms_check(const eg_number_forms *forms, const char *column, eg_error *err)
{
    if (!eg_forms_unclear(forms))
        return EG_OK;
    return eg_coder_fail(
        err, EG_E_INPUT, column,
        "some of its values have a comma for a decimal point (0,9: %s) and some a comma before "
        "three digits (1,234: %s), which may be either; write decimals with a point, and "
        "thousands without a comma",
        eg_count_words(forms->comma).text, eg_count_words(forms->grouped).text);
}

const eg_number_forms *eg_coder_forms(const eg_coder *coder, size_t outcome)
{
    return &coder->outcomes[outcome].forms;
}
