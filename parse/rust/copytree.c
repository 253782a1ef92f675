#include "copytree.h"

cst_root cst_describe(TSNode root) {
  return (cst_root){
      ts_node_symbol(root), ts_node_start_byte(root), ts_node_end_byte(root), ts_node_descendant_count(root)};
}

// A block with inner attributes is never left out: they are the function's.
static bool has_attributes(TSTreeCursor *cursor, const cst_tables *t) {
  if (!ts_tree_cursor_goto_first_child(cursor)) {
    return false;
  }
  bool found = false;
  do {
    const TSSymbol s = ts_node_symbol(ts_tree_cursor_current_node(cursor));
    found = s < t->symbol_count && t->kind_of[s] == t->attribute;
  } while (!found && ts_tree_cursor_goto_next_sibling(cursor));
  ts_tree_cursor_goto_parent(cursor);
  return found;
}

// The walk keeps no stack, since a chain of operators is as deep as it is long:
// while the children of a node are walked, its `next` holds its parent.
int64_t cst_copy(TSNode root, const cst_tables *t, cst_node *out, int64_t cap, uint32_t lazy, bool hurry, bool *bad) {
  const bool has_error = ts_node_has_error(root);
  const uint32_t leave = has_error && !hurry ? 0 : lazy;
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  int64_t count = 0;
  int32_t parent = -1, prev = -1; // prev is the previous sibling
  *bad = false;
  for (;;) {
    if (count >= cap) {
      ts_tree_cursor_delete(&cursor);
      return -1;
    }
    const TSNode n = ts_tree_cursor_current_node(&cursor);
    const TSSymbol symbol = ts_node_symbol(n);
    const int32_t i = (int32_t)count++;
    cst_node *nd = &out[i];
    *nd = (cst_node){.kind = t->error, .start = (int32_t)ts_node_start_byte(n), .end = (int32_t)ts_node_end_byte(n)};
    if (symbol < t->symbol_count) {
      nd->kind = t->kind_of[symbol];
    } else {
      *bad = true;
    }
    if (has_error && ts_node_is_missing(n)) {
      nd->missing = true;
      *bad = true;
    }
    if (parent >= 0 && nd->kind != t->token && t->fielded[out[parent].kind]) {
      const TSFieldId f = ts_tree_cursor_current_field_id(&cursor);
      nd->field = f <= t->field_count ? t->field_of[f] : 0;
    }
    if (prev >= 0) {
      out[prev].next = i;
    } else if (parent >= 0) {
      out[parent].first = i;
    }

    const bool left = leave && nd->kind == t->block && (uint32_t)(nd->end - nd->start) >= leave &&
                      !(has_error && ts_node_has_error(n)) && !has_attributes(&cursor, t);
    if (!left && !t->opaque[nd->kind] && ts_tree_cursor_goto_first_child(&cursor)) {
      nd->next = parent;
      parent = i;
      prev = -1;
      continue;
    }
    prev = i;
    while (parent >= 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
      ts_tree_cursor_goto_parent(&cursor);
      prev = parent;
      parent = out[prev].next;
      out[prev].next = 0;
    }
    if (parent < 0) {
      break;
    }
  }
  ts_tree_cursor_delete(&cursor);
  return count;
}
