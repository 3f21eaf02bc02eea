#include "ext/expatx.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

enum { MOST_DEPTH = 64, MOST_TAG = 1 << 20, MOST_NAMES = 4096 };

struct eg_expatx {
    XML_Parser parser;
    eg_expatx_handlers handlers;
    void *context;
    eg_words *names; /* expat keeps every name it meets */
    int depth;
    bool unusual; /* a CDATA section was met, or it is not in UTF-8 */
    uint64_t fed;
    eg_expatx_result ended; /* why it was stopped; EG_EXPATX_OK while it is not */
};

static void *take(size_t n)
{
    return eg_alloc(n, 1);
}

static void *take_again(void *old, size_t n)
{
    return eg_realloc(old, n, 1);
}

static void end_with(eg_expatx *xml, eg_expatx_result why)
{
    if (xml->ended == EG_EXPATX_OK)
        xml->ended = why;
    (void)XML_StopParser(xml->parser, XML_FALSE);
}

static const char *without_prefix(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon != NULL ? colon + 1 : name;
}

static void watch_name(eg_expatx *xml, const char *name)
{
    if (name[0] == '\0' || name[1] == '\0')
        return; /* one byte: there are few of those */
    if (eg_words_add(xml->names, eg_text_of(name)) == EG_NO_WORD)
        end_with(xml, EG_EXPATX_MEMORY);
    else if (eg_words_count(xml->names) > MOST_NAMES)
        end_with(xml, EG_EXPATX_TOO_MUCH);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    eg_expatx *xml = context;

    watch_name(xml, name);
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        watch_name(xml, attributes[i]);
    if (++xml->depth > MOST_DEPTH)
        end_with(xml, EG_EXPATX_TOO_MUCH);
    if (xml->ended == EG_EXPATX_OK)
        xml->handlers.start(xml->context, without_prefix(name),
                            (const char *const *)attributes);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    eg_expatx *xml = context;

    xml->depth--;
    if (xml->ended == EG_EXPATX_OK)
        xml->handlers.end(xml->context, without_prefix(name));
}

static void XMLCALL on_text(void *context, const XML_Char *bytes, int n)
{
    eg_expatx *xml = context;

    if (xml->ended == EG_EXPATX_OK)
        xml->handlers.text(xml->context, bytes, (size_t)n);
}

static void XMLCALL on_cdata(void *context)
{
    eg_expatx *xml = context;

    xml->unusual = true;
}

static void XMLCALL on_declaration(void *context, const XML_Char *version,
                                   const XML_Char *encoding, int standalone)
{
    eg_expatx *xml = context;

    (void)version;
    (void)standalone;
    if (encoding != NULL && !eg_text_same_word(eg_text_of(encoding), "UTF-8"))
        xml->unusual = true;
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    end_with(context, EG_EXPATX_DOCTYPE);
}

eg_expatx *eg_expatx_new(const eg_expatx_handlers *handlers, void *context)
{
    static const XML_Memory_Handling_Suite memory = {take, take_again, eg_free};
    eg_expatx *xml = eg_alloc_zero(1, sizeof *xml);

    if (xml == NULL)
        return NULL;
    xml->handlers = *handlers;
    xml->context = context;
    xml->names = eg_words_new();
    xml->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (xml->names == NULL || xml->parser == NULL) {
        eg_expatx_free(xml);
        return NULL;
    }
    /* The hash's salt: nothing that comes out depends on it, and runs stay alike. */
    (void)XML_SetHashSalt(xml->parser, 0x9E3779B9UL);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartCdataSectionHandler(xml->parser, on_cdata);
    XML_SetXmlDeclHandler(xml->parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return xml;
}

void eg_expatx_free(eg_expatx *xml)
{
    if (xml == NULL)
        return;
    if (xml->parser != NULL)
        XML_ParserFree(xml->parser);
    eg_words_free(xml->names);
    eg_free(xml);
}

char *eg_expatx_room(eg_expatx *xml, size_t n)
{
    return n > INT_MAX ? NULL : XML_GetBuffer(xml->parser, (int)n);
}

static eg_expatx_result result_of(eg_expatx *xml, enum XML_Status status)
{
    const XML_Index at = XML_GetCurrentByteIndex(xml->parser);

    if (xml->ended != EG_EXPATX_OK)
        return xml->ended;
    if (status == XML_STATUS_ERROR)
        return XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY ? EG_EXPATX_MEMORY
                                                                    : EG_EXPATX_DAMAGED;
    if (status == XML_STATUS_SUSPENDED)
        return EG_EXPATX_PAUSED;
    /* What is not parsed yet is the beginning of one tag, and is read again with each piece. */
    if (at >= 0 && xml->fed - (uint64_t)at > MOST_TAG)
        return EG_EXPATX_TOO_MUCH;
    return EG_EXPATX_OK;
}

eg_expatx_result eg_expatx_feed(eg_expatx *xml, size_t n, bool last)
{
    xml->fed += n;
    return result_of(xml, XML_ParseBuffer(xml->parser, (int)n, last));
}

eg_expatx_result eg_expatx_resume(eg_expatx *xml)
{
    return result_of(xml, XML_ResumeParser(xml->parser));
}

void eg_expatx_pause(eg_expatx *xml)
{
    (void)XML_StopParser(xml->parser, XML_TRUE);
}

void eg_expatx_stop(eg_expatx *xml)
{
    end_with(xml, EG_EXPATX_STOPPED);
}

int eg_expatx_depth(const eg_expatx *xml)
{
    const XML_Index at = XML_GetCurrentByteIndex(xml->parser);

    return xml->unusual || at < 0 || (uint64_t)at != xml->fed ? 0 : xml->depth;
}

const char *eg_expatx_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(without_prefix(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}
