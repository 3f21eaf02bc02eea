/* Which encoding the first bytes are in, or that they are no text. */
#include <string.h>

#include "source/decode.h"
#include "source/sniff.h"

enum { CTRL_Z = 0x1A };

/* Every other byte zero: UTF-16 without its mark. Even: the zeros come first. */
static bool wide(eg_text bytes, bool even)
{
    size_t zeros = 0;
    size_t others = 0;
    const size_t pairs = bytes.n / 2;

    for (size_t i = 0; i < pairs; i++) {
        zeros += bytes.at[2 * i + (even ? 0 : 1)] == '\0';
        others += bytes.at[2 * i + (even ? 1 : 0)] == '\0';
    }
    return pairs >= 4 && others == 0 && zeros * 10 >= pairs * 7;
}

typedef enum { OTHER, LOWER, UPPER } letter;

/* What a byte above ASCII is in the encoding of the table, as far as names need it. */
static letter letter_of(const eg_iconvx_table *table, unsigned char byte)
{
    uint32_t rune = 0;

    (void)eg_utf8_next((eg_text){table->utf8[byte - 128], table->n[byte - 128]}, &rune);
    if (rune == 0x153 || rune == 0x161 || rune == 0x17E || rune == 0x131 ||
        (rune >= 0xDF && rune <= 0xFF && rune != 0xF7))
        return LOWER;
    if (rune == 0x152 || rune == 0x160 || rune == 0x17D || rune == 0x178 ||
        (rune >= 0xC0 && rune <= 0xDE && rune != 0xD7))
        return UPPER;
    return OTHER;
}

static bool is_lower(const char *at)
{
    return *at >= 'a' && *at <= 'z';
}

/*
 * How well bytes read as words: a small letter beside a small letter is usual, a capital or a
 * sign after one is not. The apostrophe of Windows-1252 (0x92) is as usual as the letter it is
 * in MacRoman.
 */
static long likeness(eg_text bytes, const eg_iconvx_table *table)
{
    long score = 0;

    for (size_t i = 1; i < bytes.n; i++) {
        const unsigned char byte = (unsigned char)bytes.at[i];

        if (byte < 128 || byte == 0x92 || !is_lower(bytes.at + i - 1))
            continue;
        const letter kind = letter_of(table, byte);
        if (kind == LOWER)
            score++;
        else if (kind == UPPER || (i + 1 < bytes.n && is_lower(bytes.at + i + 1)))
            score--;
    }
    return score;
}

static bool looks_mac(eg_text bytes)
{
    eg_iconvx_table mac;
    eg_iconvx_table windows;

    if (eg_iconvx_table_of(&mac, "MACINTOSH", NULL) != EG_OK ||
        eg_iconvx_table_of(&windows, "WINDOWS-1252", NULL) != EG_OK)
        return false;
    return likeness(bytes, &mac) > likeness(bytes, &windows);
}

/* Has any line with bytes above ASCII, and are they UTF-8 in none of these lines? */
static bool one_byte(eg_text bytes)
{
    bool any = false;

    while (bytes.n > 0) {
        const size_t high = eg_decode_high(bytes.at, bytes.n);
        size_t n = high;

        while (n < bytes.n && bytes.at[n] != '\n' && bytes.at[n] != '\r')
            n++;
        if (n > high && eg_utf8_valid((eg_text){bytes.at + high, n - high}))
            return false;
        any = any || n > high;
        n += n < bytes.n;
        bytes = (eg_text){bytes.at + n, bytes.n - n};
    }
    return any;
}

eg_sniffed eg_sniff_encoding(eg_text bytes, const char *given)
{
    static const struct {
        const char *mark;
        size_t n;
        eg_sniffed what;
    } marks[] = {
        {"\xEF\xBB\xBF", 3, {EG_DECODE_UTF8, "UTF-8", "UTF-8", 3}},
        {"\xFF\xFE", 2, {EG_DECODE_ICONV, "UTF-16LE", "UTF-16LE", 2}},
        {"\xFE\xFF", 2, {EG_DECODE_ICONV, "UTF-16BE", "UTF-16BE", 2}},
    };
    const eg_sniffed utf8 = {EG_DECODE_UTF8, "UTF-8", "UTF-8", 0};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (bytes.n >= marks[i].n && memcmp(bytes.at, marks[i].mark, marks[i].n) == 0)
            return marks[i].what;
    if (given != NULL && (eg_text_same_word(eg_text_of(given), "UTF-8") ||
                          eg_text_same_word(eg_text_of(given), "UTF8")))
        return utf8;
    if (given != NULL)
        return (eg_sniffed){EG_DECODE_ICONV, given, given, 0};
    if (wide(bytes, false))
        return (eg_sniffed){EG_DECODE_ICONV, "UTF-16LE", "UTF-16LE", 0};
    if (wide(bytes, true))
        return (eg_sniffed){EG_DECODE_ICONV, "UTF-16BE", "UTF-16BE", 0};
    if (one_byte(bytes) && looks_mac(bytes))
        return (eg_sniffed){EG_DECODE_TABLE, "MACINTOSH", "MacRoman", 0};
    return utf8;
}

bool eg_sniff_binary(eg_text bytes)
{
    size_t control = 0;
    bool first = true; /* still in the first line */

    for (size_t i = 0; i < bytes.n; i++) {
        const unsigned char c = (unsigned char)bytes.at[i];

        if (c == '\0' && first)
            return true;
        first = first && c != '\n' && c != '\r';
        control += c < 0x20 && !(c >= '\t' && c <= '\r') && c != CTRL_Z;
    }
    return control * 16 > bytes.n;
}
