-- The buffer of :CdylibLs lifecycle: for each library what happens at load, on its
-- threads, at unload and at exit, what is left behind and what it needs.
local cdylib = require('cdylib-ls')

local M = {}

local method = 'cdylib-ls/lifecycle'
local name = 'cdylib-ls://lifecycle'
local namespace = vim.api.nvim_create_namespace('cdylib-ls.lifecycle')

-- The buffer, and for each of its lines where it leads and what code it stands for.
---@type integer?
local buffer
local rows = {}
local encoding = 'utf-16'

local highlights = {
  error = 'DiagnosticError', warning = 'DiagnosticWarn', information = 'DiagnosticInfo', hint = 'DiagnosticHint',
}
local verdicts = { crashes = 'DiagnosticError', ['may crash'] = 'DiagnosticWarn', undecided = 'DiagnosticWarn' }
local states = {
  none = 'not built', fresh = 'compared with its release build', unoptimised = 'debug build only',
  stale = 'built library is older', unread = 'built library not read',
}
-- Evidence that says more than that a call leads there.
local marked = { confirmed = true, observed = true, refuted = true, stale = true }

local function shown()
  return buffer and vim.api.nvim_buf_is_valid(buffer)
end

local function joined(...)
  local parts = vim.tbl_filter(function(part)
    return part and part ~= vim.NIL and part ~= ''
  end, { ... })
  return table.concat(parts, ' · ')
end

local function known(value)
  return value ~= vim.NIL and value or nil
end

-- The lines of an answer, each with its highlight and its places.
local function lines(answer)
  local out = {}
  local function add(depth, text, highlight, location, whole)
    text = ('  '):rep(depth) .. text
    table.insert(out, { text = text, depth = depth, highlight = highlight, location = known(location), whole = known(whole) })
  end
  local function more(depth, count)
    if count > 0 then
      add(depth, ('and %d more'):format(count), 'Comment')
    end
  end
  local function effect(depth, e)
    local level = known(e.level)
    local mark = joined(marked[level] and level or nil, not e.certain and 'likely' or nil)
    local highlight = level == 'refuted' and 'Comment' or highlights[known(e.severity)]
    add(depth, joined(e.text, mark, e.detail ~= '' and e.detail or e.through), highlight, e.location, e.whole)
  end
  for _, library in ipairs(answer.libraries) do
    local built = library.built
    add(0, joined(library.name, library.host, states[built.state] or built.state), 'Title', library.location)
    if built.text ~= '' then
      add(1, built.text, 'Comment')
    end
    add(1, 'when closed', 'Statement')
    for _, platform in ipairs(library.platforms) do
      add(2, joined(platform.platform .. ': ' .. platform.words), verdicts[platform.words])
      for _, reason in ipairs(platform.because) do
        add(3, joined(reason.id, reason.text), 'Comment', reason.location)
      end
      more(3, platform.more)
    end
    for _, section in ipairs(library.sections) do
      local empty = #section.entries == 0
      add(1, joined(section.title, empty and section.note == '' and 'nothing' or nil, section.note), empty and 'Comment' or 'Statement')
      for _, entry in ipairs(section.entries) do
        effect(2, entry)
        for _, inner in ipairs(entry.effects) do
          effect(3, inner)
        end
        more(3, entry.more)
      end
      more(2, section.more)
    end
  end
  more(0, answer.more)
  if #out == 0 then
    add(0, 'No crate here builds a library that another process loads (crate-type = ["cdylib"]).', 'Comment')
  end
  return out
end

-- The line of a place: what is reported there, else the root whose code it is in.
local function row_at(uri, line)
  local inside
  for i, row in ipairs(rows) do
    local at, whole = row.location, row.whole
    if row.depth >= 2 and at and at.uri == uri and at.range.start.line <= line and line <= at.range['end'].line then
      return i
    end
    if whole and whole.uri == uri and whole.range.start.line <= line and line <= whole.range['end'].line then
      inside = inside or i
    end
  end
  return inside
end

local function follow(bufnr)
  local window = shown() and vim.fn.bufwinid(buffer) or -1
  if window < 0 or bufnr == buffer then
    return
  end
  local row = row_at(vim.uri_from_bufnr(bufnr), vim.api.nvim_win_get_cursor(0)[1] - 1)
  if row then
    pcall(vim.api.nvim_win_set_cursor, window, { row, 0 })
  end
end

local function show(answer)
  if not shown() then
    return
  end
  rows = lines(answer)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.tbl_map(function(row)
    return row.text
  end, rows))
  vim.bo[buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  for i, row in ipairs(rows) do
    if row.highlight then
      vim.api.nvim_buf_set_extmark(buffer, namespace, i - 1, #row.text - #vim.trim(row.text), { end_col = #row.text, hl_group = row.highlight })
    end
  end
end

--- Asks the server again, if the buffer is there.
function M.refresh()
  local client = cdylib.clients()[1]
  if not shown() or not client then
    return
  end
  encoding = client.offset_encoding
  local function answered(err, answer)
    if not err and answer then
      show(answer)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request(method, vim.empty_dict(), answered)
  else -- methods took no self
    client.request(method, vim.empty_dict(), answered)
  end
end

-- Goes to the code of the line under the cursor, in the window that was left for it.
local function jump()
  local row = rows[vim.api.nvim_win_get_cursor(0)[1]]
  if not row or not row.location then
    return
  end
  vim.cmd.wincmd('p')
  if vim.api.nvim_get_current_buf() == buffer then
    vim.cmd.new()
  end
  vim.lsp.util.show_document(row.location, encoding, { focus = true, reuse_win = false })
end

--- Opens the buffer beside the code, or goes to it.
function M.open()
  local from = vim.api.nvim_get_current_buf()
  if not shown() then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
    vim.bo[buffer].filetype = 'cdylib-ls-lifecycle'
    vim.bo[buffer].bufhidden = 'wipe'
    vim.keymap.set('n', '<CR>', jump, { buffer = buffer, desc = 'Go to the code of this line' })
    vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'Close the lifecycle view' })
    local group = vim.api.nvim_create_augroup('cdylib-ls.lifecycle', {})
    vim.api.nvim_create_autocmd('CursorHold', {
      group = group,
      callback = function(event)
        follow(event.buf)
      end,
    })
    vim.api.nvim_create_autocmd('BufWipeout', {
      group = group,
      buffer = buffer,
      callback = function()
        buffer, rows = nil, {}
        pcall(vim.api.nvim_del_augroup_by_id, group)
      end,
    })
  end
  local window = vim.fn.bufwinid(buffer)
  if window >= 0 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd('botright vertical sbuffer ' .. buffer)
    vim.wo.foldmethod, vim.wo.foldlevel, vim.wo.wrap, vim.wo.number = 'indent', 99, false, false
    vim.bo[buffer].shiftwidth = 2
  end
  M.refresh()
  return from
end

--- For tests: the line that the view stands on follows a buffer's cursor.
M.follow = follow

return M
