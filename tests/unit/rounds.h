/*
 * rounds.h - how often a test that repeats itself does so: a fifth of the times under the
 * sanitizers, where each takes ten times as long. Every check stays; only the number of random
 * inputs is less.
 */
#ifndef EG_TEST_ROUNDS_H
#define EG_TEST_ROUNDS_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define EG_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EG_SANITIZED 1
#endif

#ifdef EG_SANITIZED
#define EG_ROUNDS(n) (((n) + 4) / 5)
#else
#define EG_ROUNDS(n) (n)
#endif

#endif
