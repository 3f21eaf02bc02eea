/* A stage read by a thread of its own, one block ahead: packed files unpack while what came
 * before is read. */
#include <pthread.h>
#include <string.h>

#include "source/stage.h"

enum { BLOCK = 256 * 1024, BLOCKS = 2 };

typedef struct {
    eg_stage stage;
    eg_stage *from;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turned; /* a block became full or empty */
    char *bytes[BLOCKS];
    size_t n[BLOCKS];
    bool full[BLOCKS]; /* the reader's; otherwise the thread's */
    bool stop;
    eg_status status; /* of the thread; with the block that is full and has nothing */
    eg_error err;
    size_t block, at; /* of the reader */
} ahead;

/* A block without bytes is the end, or what went wrong. */
static size_t fill(ahead *self, char *to)
{
    size_t n = 0, got = 1;

    while (self->status == EG_OK && got > 0 && n < BLOCK) {
        self->status = self->from->read(self->from, to + n, BLOCK - n, &got, &self->err);
        n += self->status == EG_OK ? got : 0;
    }
    return n;
}

static void *work(void *context)
{
    ahead *self = context;
    bool more = true;

    for (size_t b = 0; more; b = (b + 1) % BLOCKS) {
        (void)pthread_mutex_lock(&self->lock);
        while (self->full[b] && !self->stop)
            (void)pthread_cond_wait(&self->turned, &self->lock);
        more = !self->stop;
        (void)pthread_mutex_unlock(&self->lock);
        if (!more)
            break;
        const size_t n = fill(self, self->bytes[b]);
        (void)pthread_mutex_lock(&self->lock);
        self->n[b] = n;
        self->full[b] = true;
        (void)pthread_cond_signal(&self->turned);
        (void)pthread_mutex_unlock(&self->lock);
        more = n > 0;
    }
    return NULL;
}

/* Waits until the block in hand has bytes, or is the last one. */
static void wait_for(ahead *self)
{
    (void)pthread_mutex_lock(&self->lock);
    while (!self->full[self->block])
        (void)pthread_cond_wait(&self->turned, &self->lock);
    (void)pthread_mutex_unlock(&self->lock);
}

static void give_back(ahead *self)
{
    (void)pthread_mutex_lock(&self->lock);
    self->full[self->block] = false;
    (void)pthread_cond_signal(&self->turned);
    (void)pthread_mutex_unlock(&self->lock);
    self->block = (self->block + 1) % BLOCKS;
    self->at = 0;
}

static eg_status read_ahead(eg_stage *stage, char *to, size_t room, size_t *got, eg_error *err)
{
    ahead *self = (ahead *)stage;

    wait_for(self);
    const size_t left = self->n[self->block] - self->at;

    *got = left < room ? left : room;
    if (self->n[self->block] == 0) { /* nobody writes any more */
        if (self->status != EG_OK && err != NULL && err->status == EG_OK)
            *err = self->err;
        return self->status;
    }
    memcpy(to, self->bytes[self->block] + self->at, *got);
    self->at += *got;
    if (self->at == self->n[self->block])
        give_back(self);
    return EG_OK;
}

static void clear(ahead *self)
{
    for (size_t b = 0; b < BLOCKS; b++)
        eg_free(self->bytes[b]);
    (void)pthread_cond_destroy(&self->turned);
    (void)pthread_mutex_destroy(&self->lock);
    eg_free(self);
}

static void close_ahead(eg_stage *stage)
{
    ahead *self = (ahead *)stage;

    (void)pthread_mutex_lock(&self->lock);
    self->stop = true;
    (void)pthread_cond_signal(&self->turned);
    (void)pthread_mutex_unlock(&self->lock);
    (void)pthread_join(self->thread, NULL);
    self->from->close(self->from);
    clear(self);
}

eg_stage *eg_ahead_open(eg_stage *from)
{
    ahead *self = eg_alloc_zero(1, sizeof *self);
    bool made = self != NULL;

    if (self == NULL)
        return from;
    self->stage = (eg_stage){read_ahead, close_ahead};
    self->from = from;
    (void)pthread_mutex_init(&self->lock, NULL);
    (void)pthread_cond_init(&self->turned, NULL);
    for (size_t b = 0; b < BLOCKS; b++) {
        self->bytes[b] = eg_alloc(BLOCK, 1);
        made = made && self->bytes[b] != NULL;
    }
    if (!made || pthread_create(&self->thread, NULL, work, self) != 0) {
        clear(self);
        return from;
    }
    return &self->stage;
}
