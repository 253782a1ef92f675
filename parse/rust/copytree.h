// Copies a tree-sitter tree into a flat array in one call from Go.
#ifndef CDYLIB_LS_COPYTREE_H
#define CDYLIB_LS_COPYTREE_H

#include <stdbool.h>
#include <stdint.h>

// The parts of tree-sitter's public API (api.h) that the copy uses. The functions
// are linked in by the Go binding, which does not export its header.
typedef struct TSTree TSTree;
typedef uint16_t TSSymbol;
typedef uint16_t TSFieldId;

typedef struct TSNode {
  uint32_t context[4];
  const void *id;
  const TSTree *tree;
} TSNode;

typedef struct TSTreeCursor {
  const void *tree;
  const void *id;
  uint32_t context[3];
} TSTreeCursor;

TSTreeCursor ts_tree_cursor_new(TSNode node);
void ts_tree_cursor_delete(TSTreeCursor *self);
TSNode ts_tree_cursor_current_node(const TSTreeCursor *self);
TSFieldId ts_tree_cursor_current_field_id(const TSTreeCursor *self);
bool ts_tree_cursor_goto_parent(TSTreeCursor *self);
bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *self);
bool ts_tree_cursor_goto_first_child(TSTreeCursor *self);
TSSymbol ts_node_symbol(TSNode self);
uint32_t ts_node_start_byte(TSNode self);
uint32_t ts_node_end_byte(TSNode self);
uint32_t ts_node_descendant_count(TSNode self);
bool ts_node_is_missing(TSNode self);
bool ts_node_has_error(TSNode self);

// cst_node has the layout of the Go type node.
typedef struct cst_node {
  uint8_t kind;
  uint8_t field;
  bool missing;
  int32_t start, end;
  int32_t first, next; // indices, 0 for none
} cst_node;

// cst_tables says what symbols, fields and kinds mean. The tables live in C
// memory for as long as the process.
typedef struct cst_tables {
  uint32_t symbol_count, field_count;
  uint8_t *kind_of;     // by symbol
  uint8_t *field_of;    // by field id
  uint8_t *opaque;      // by kind: children are left out
  uint8_t *fielded;     // by kind: children have fields
  uint8_t token, error, block, attribute; // kinds
} cst_tables;

// cst_root is what the binding and its C code must agree on.
typedef struct cst_root {
  uint32_t symbol, start, end, count;
} cst_root;

cst_root cst_describe(TSNode root);

// cst_copy fills out, which has room for cap nodes, and returns how many it
// wrote, or -1 if there are more. It sets *bad where one is ERROR or MISSING. In a
// tree without these it leaves out what is in blocks of lazy bytes and more that
// have no inner attributes; with 0 it leaves out nothing. In a hurry it does so in
// a tree with errors too, but for the blocks that have one.
int64_t cst_copy(TSNode root, const cst_tables *t, cst_node *out, int64_t cap, uint32_t lazy, bool hurry, bool *bad);

#endif
