// Counts the work of tree-sitter's lexer, and ends a text early where it is too much.
#ifndef CDYLIB_LS_COUNT_H
#define CDYLIB_LS_COUNT_H

#include <stdbool.h>
#include <stdint.h>

// The interface between tree-sitter and a generated grammar (parser.h, ABI 13 and 14),
// which the Go binding does not export. grammar.go compares it with what the binding
// says of a grammar before it is used.
typedef uint16_t TSSymbol;
typedef uint16_t TSStateId;
typedef struct TSLexer TSLexer;

struct TSLexer {
  int32_t lookahead;
  TSSymbol result_symbol;
  void (*advance)(TSLexer *, bool);
  void (*mark_end)(TSLexer *);
  uint32_t (*get_column)(TSLexer *);
  bool (*is_at_included_range_start)(const TSLexer *);
  bool (*eof)(const TSLexer *);
};

typedef struct TSLanguage {
  uint32_t version, symbol_count, alias_count, token_count, external_token_count;
  uint32_t state_count, large_state_count, production_id_count, field_count;
  uint16_t max_alias_sequence_length;
  const void *tables[13];
  bool (*lex_fn)(TSLexer *, TSStateId);
  bool (*keyword_lex_fn)(TSLexer *, TSStateId);
  TSSymbol keyword_capture_token;
  struct {
    const bool *states;
    const TSSymbol *symbol_map;
    void *(*create)(void);
    void (*destroy)(void *);
    bool (*scan)(void *, TSLexer *, const bool *);
    unsigned (*serialize)(void *, char *);
    void (*deserialize)(void *, const char *, unsigned);
  } external_scanner;
  const TSStateId *primary_state_ids;
} TSLanguage;

// count_rust and count_toml are the grammars with a lexer that counts.
const TSLanguage *count_rust(void);
const TSLanguage *count_toml(void);

// count_allocations makes tree-sitter's allocations count too. It is called once, before
// the first parser is made.
void count_allocations(void);

// count_begin lets this thread take limit steps, 0 for as many as it likes, and
// count_steps says how many it has taken since.
void count_begin(int64_t limit);
int64_t count_steps(void);

#endif
