/* Which encoding the first bytes are in, or that they are no text. */
#include <string.h>

#include "lane/lane.h"
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

/* What a byte above ASCII is in the encoding, as far as names need it. */
static letter letter_of(const eg_charset *charset, unsigned char byte)
{
    const unsigned rune = charset->rune[byte - 128];

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
static long likeness(eg_text bytes, const eg_charset *charset)
{
    long score = 0;

    for (size_t i = 1; i < bytes.n; i++) {
        const unsigned char byte = (unsigned char)bytes.at[i];

        if (byte < 128 || byte == 0x92 || !is_lower(bytes.at + i - 1))
            continue;
        const letter kind = letter_of(charset, byte);
        if (kind == LOWER)
            score++;
        else if (kind == UPPER || (i + 1 < bytes.n && is_lower(bytes.at + i + 1)))
            score--;
    }
    return score;
}

static bool looks_mac(eg_text bytes)
{
    return likeness(bytes, &eg_charset_macroman) > likeness(bytes, &eg_charset_windows1252);
}

/* Has any line with bytes above ASCII, and are they UTF-8 in none of these lines? */
static bool one_byte(eg_text bytes)
{
    bool any = false;

    while (bytes.n > 0) {
        const size_t high = eg_lane_ascii(bytes.at, bytes.n);
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

static eg_encoding by_table(const eg_charset *charset)
{
    return (eg_encoding){.how = EG_DECODE_TABLE, .charset = charset, .label = charset->label};
}

static eg_encoding by_iconv(const char *name, size_t mark)
{
    return (eg_encoding){.how = EG_DECODE_ICONV, .iconv = name, .label = name, .mark = mark};
}

static eg_encoding asked_for(const char *name)
{
    const eg_charset *charset = eg_charset_named(name);

    if (eg_text_same_word(eg_text_of(name), "UTF-8") ||
        eg_text_same_word(eg_text_of(name), "UTF8"))
        return (eg_encoding){.how = EG_DECODE_UTF8, .label = "UTF-8"};
    if (charset != NULL)
        return by_table(charset);
    return (eg_encoding){.how = EG_DECODE_ICONV, .iconv = name, .label = name, .asked = true};
}

static bool begins(eg_text bytes, const char *mark, size_t n)
{
    return bytes.n >= n && memcmp(bytes.at, mark, n) == 0;
}

eg_encoding eg_sniff_encoding(eg_text bytes, const char *given)
{
    if (begins(bytes, "\xEF\xBB\xBF", 3))
        return (eg_encoding){.how = EG_DECODE_UTF8, .label = "UTF-8", .mark = 3};
    if (begins(bytes, "\xFF\xFE", 2))
        return by_iconv("UTF-16LE", 2);
    if (begins(bytes, "\xFE\xFF", 2))
        return by_iconv("UTF-16BE", 2);
    if (given != NULL)
        return asked_for(given);
    if (wide(bytes, false))
        return by_iconv("UTF-16LE", 0);
    if (wide(bytes, true))
        return by_iconv("UTF-16BE", 0);
    if (one_byte(bytes) && looks_mac(bytes))
        return by_table(&eg_charset_macroman);
    return asked_for("UTF-8");
}

/* Bytes that text has not, whatever its encoding. */
static size_t count_control(const char *bytes, size_t n)
{
    size_t control = 0;

    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)bytes[i];

        control += (c < 0x20) & ((c < '\t') | (c > '\r')) & (c != CTRL_Z);
    }
    return control;
}

bool eg_sniff_binary(eg_text bytes)
{
    size_t first = 0; /* line */

    while (first < bytes.n && bytes.at[first] != '\n' && bytes.at[first] != '\r')
        first++;
    if (first > 0 && memchr(bytes.at, '\0', first) != NULL)
        return true;
    return count_control(bytes.at, bytes.n) * 16 > bytes.n;
}
