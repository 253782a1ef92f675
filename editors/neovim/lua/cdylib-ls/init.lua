local M = {}

M.name = 'cdylib_ls'

-- What setup() was given, for versions without vim.lsp.config.
local fallback

--- The folder of the Cargo workspace that a buffer belongs to, or nil where the
--- server has nothing to say of it: of the TOML files it reads Cargo's only.
---@param bufnr integer
---@return string?
function M.root(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name:match('%.toml$') and not (name:match('[/\\]Cargo%.toml$') or name:match('[/\\]%.cargo[/\\]config%.toml$')) then
    return nil
  end
  -- Cargo.lock stands where the workspace begins, Cargo.toml in every member.
  return vim.fs.root(bufnr, 'Cargo.lock') or vim.fs.root(bufnr, 'Cargo.toml')
end

--- What Neovim tells the server that it can do: all but pulling diagnostics. Asked
--- to pull anew, 0.10 does nothing and 0.12 leaves out the open buffers, so that
--- what a build confirms would not be seen until the next edit.
---@return lsp.ClientCapabilities
function M.capabilities()
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  -- null and not nil: newer versions add what is missing.
  capabilities.textDocument.diagnostic = vim.NIL
  capabilities.experimental = { ['cdylib-ls'] = { lifecycle = true } }
  return capabilities
end

--- What the server may say that Neovim does not know by itself.
---@return table<string, function>
function M.handlers()
  local handlers = {
    ['cdylib-ls/lifecycleChanged'] = function()
      require('cdylib-ls.lifecycle').refresh()
    end,
  }
  if vim.fn.has('nvim-0.12') == 0 then -- newer floats show related places by themselves
    handlers['textDocument/publishDiagnostics'] = function(err, result, ...)
      for _, diagnostic in ipairs(result and result.diagnostics or {}) do
        for _, step in ipairs(diagnostic.relatedInformation or {}) do
          local file = vim.fn.fnamemodify(vim.uri_to_fname(step.location.uri), ':.')
          local at = ('%s:%d'):format(file, step.location.range.start.line + 1)
          diagnostic.message = ('%s\n%s: %s'):format(diagnostic.message, at, step.message)
        end
      end
      return vim.lsp.handlers['textDocument/publishDiagnostics'](err, result, ...)
    end
  end
  return handlers
end

--- The configuration that the server is started with.
---@return table
function M.config()
  return vim.lsp.config and vim.lsp.config[M.name] or fallback or {}
end

--- The server's executable, for the commands that print a page or a report.
---@return string
function M.executable()
  local cmd = M.config().cmd
  return type(cmd) == 'table' and cmd[1] or 'cdylib-ls'
end

--- Starts the server for Rust buffers. `opts` is a |vim.lsp.Config|: `cmd`,
--- `settings`, `on_attach`, … From Neovim 0.11 on this is
--- `vim.lsp.config('cdylib_ls', opts)` and `vim.lsp.enable('cdylib_ls')`.
---@param opts? table
function M.setup(opts)
  vim.validate({ opts = { opts, 'table', true } })
  if vim.lsp.config then
    vim.lsp.config(M.name, opts or {})
    vim.lsp.enable(M.name)
    return
  end
  fallback = vim.tbl_deep_extend('force', {
    name = M.name,
    cmd = { 'cdylib-ls', 'serve' },
    capabilities = M.capabilities(),
    handlers = M.handlers(),
  }, opts or {})
  local function start(bufnr)
    local root = M.root(bufnr)
    if root then
      vim.lsp.start(vim.tbl_extend('keep', { root_dir = root }, fallback), { bufnr = bufnr })
    end
  end
  local filetypes = fallback.filetypes or { 'rust', 'toml' }
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('cdylib-ls', {}),
    pattern = filetypes,
    callback = function(event)
      start(event.buf)
    end,
  })
  -- Plugin managers may call this when a Rust file is open already.
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.tbl_contains(filetypes, vim.bo[bufnr].filetype) then
      start(bufnr)
    end
  end
end

--- The clients of this server, or of one buffer.
---@param bufnr? integer
---@return vim.lsp.Client[]
function M.clients(bufnr)
  return vim.lsp.get_clients({ name = M.name, bufnr = bufnr })
end

--- The findings on the cursor's line, those under the cursor first.
---@return vim.Diagnostic[]
function M.findings()
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  local here, line = {}, {}
  for _, d in ipairs(vim.diagnostic.get(0, { lnum = row - 1 })) do
    if d.source == 'cdylib-ls' then
      table.insert(d.col <= col and col < (d.end_col or d.col + 1) and here or line, d)
    end
  end
  return vim.list_extend(here, line)
end

return M
