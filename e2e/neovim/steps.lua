-- Steps of a test inside Neovim: each prints a line, and the first that fails ends
-- the editor with an exit code.
local M = { patience = 30000 }

function M.fail(what, detail)
  io.stdout:write(('FAIL %s\n%s\n%s\n'):format(what, detail or '', vim.fn.execute('messages')))
  vim.cmd('cquit 1')
end

function M.ok(what, condition, detail)
  if not condition then
    M.fail(what, type(detail) == 'table' and vim.inspect(detail) or detail)
  end
  io.stdout:write('ok   ' .. what .. '\n')
end

-- Waits until probe returns something true, and returns that.
function M.await(what, probe, detail)
  local value
  vim.wait(M.patience, function()
    value = probe()
    return value
  end, 10)
  if not value then
    M.fail('waited in vain for ' .. what, detail and vim.inspect(detail()))
  end
  io.stdout:write('ok   ' .. what .. '\n')
  return value
end

-- The findings of a buffer as `rule: text under the squiggle`.
function M.findings(bufnr)
  local out = {}
  for _, d in ipairs(vim.diagnostic.get(bufnr or 0)) do
    local token = vim.api.nvim_buf_get_text(bufnr or 0, d.lnum, d.col, d.end_lnum, d.end_col, {})[1]
    table.insert(out, ('%s: %s'):format(d.code, token))
  end
  table.sort(out)
  return out
end

-- The finding of a rule, or nil.
function M.finding(rule, bufnr)
  for _, d in ipairs(vim.diagnostic.get(bufnr or 0)) do
    if d.code == rule then
      return d
    end
  end
end

-- Puts the cursor on a finding.
function M.go(finding)
  vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
end

-- Runs the body when Neovim has started; an error in it is a failure and not a
-- message that nobody reads.
function M.run(body)
  local function guarded()
    local done, message = xpcall(body, debug.traceback)
    if not done then
      M.fail('error', message)
    end
    vim.cmd('qall!')
  end
  vim.api.nvim_create_autocmd('VimEnter', { once = true, callback = vim.schedule_wrap(guarded) })
end

return M
