#include "count.h"

#include <stdio.h>
#include <stdlib.h>

extern TSLanguage *tree_sitter_rust(void);
extern TSLanguage *tree_sitter_toml(void);

// A parse is one call into C, so that it stays on its thread.
static _Thread_local int64_t steps, most;
static _Thread_local void (*advance)(TSLexer *, bool);

extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *));

// Recovery from errors copies lists of nodes again and again: what it takes grows with
// their length, and all of it shows in what it allocates.
static void *checked(void *result, size_t size) {
  steps += 1 + (int64_t)(size / sizeof(void *));
  if (size > 0 && !result) {
    fprintf(stderr, "tree-sitter: no memory for %zu bytes\n", size);
    abort();
  }
  return result;
}

static void *counting_malloc(size_t size) { return checked(malloc(size), size); }
static void *counting_calloc(size_t n, size_t size) { return checked(calloc(n, size), n * size); }
static void *counting_realloc(void *old, size_t size) { return checked(realloc(old, size), size); }

void count_allocations(void) { ts_set_allocator(counting_malloc, counting_calloc, counting_realloc, free); }

void count_begin(int64_t limit) {
  steps = 0;
  most = limit;
}

int64_t count_steps(void) { return steps; }

static void counting_advance(TSLexer *lexer, bool skip) {
  steps++;
  advance(lexer, skip);
}

static bool spent(void) { return most && steps > most; }

// From the limit on each token is the end of the text: the parser comes to an end, and
// grammar.go throws its tree away.
static bool lex(bool (*original)(TSLexer *, TSStateId), TSLexer *lexer, TSStateId state) {
  steps++;
  if (spent()) {
    lexer->result_symbol = 0;
    lexer->mark_end(lexer);
    return true;
  }
  advance = lexer->advance;
  lexer->advance = counting_advance;
  const bool found = original(lexer, state);
  lexer->advance = advance;
  return found;
}

static bool scan(bool (*original)(void *, TSLexer *, const bool *), void *payload, TSLexer *lexer, const bool *valid) {
  steps++;
  if (spent()) {
    return false;
  }
  advance = lexer->advance;
  lexer->advance = counting_advance;
  const bool found = original(payload, lexer, valid);
  lexer->advance = advance;
  return found;
}

#define COUNTED(name)                                                                        \
  static TSLanguage name##_counted;                                                          \
  static bool name##_lex(TSLexer *l, TSStateId s) {                                          \
    return lex(tree_sitter_##name()->lex_fn, l, s);                                          \
  }                                                                                          \
  static bool name##_scan(void *p, TSLexer *l, const bool *v) {                              \
    return scan(tree_sitter_##name()->external_scanner.scan, p, l, v);                       \
  }                                                                                          \
  const TSLanguage *count_##name(void) {                                                     \
    name##_counted = *tree_sitter_##name();                                                  \
    name##_counted.lex_fn = name##_lex;                                                      \
    name##_counted.external_scanner.scan = name##_scan;                                      \
    return &name##_counted;                                                                  \
  }

COUNTED(rust)
COUNTED(toml)
