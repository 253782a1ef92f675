-- :checkhealth cdylib-ls
local cdylib = require('cdylib-ls')

local M = {}

local function server()
  vim.health.start('cdylib-ls: server')
  local executable = cdylib.executable()
  local path = vim.fn.exepath(executable)
  if path == '' then
    vim.health.error(('`%s` is not executable'):format(executable), {
      'go install github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls@latest',
      "or name it: vim.lsp.config('cdylib_ls', { cmd = { '/path/to/cdylib-ls', 'serve' } })",
    })
    return
  end
  local result = vim.system({ path, 'version' }, { text = true }):wait()
  local version = (result.stdout or ''):match('^cdylib%-ls (%S+)')
  if version then
    vim.health.ok(('%s, version %s'):format(path, version))
  else
    vim.health.error(('%s does not answer to `version` as cdylib-ls does'):format(path), vim.trim(result.stderr or ''))
  end
end

local function editor()
  vim.health.start('cdylib-ls: Neovim')
  if vim.lsp.config then
    if vim.lsp.is_enabled and not vim.lsp.is_enabled(cdylib.name) then
      vim.health.warn('the server is not enabled', "vim.lsp.enable('cdylib_ls')")
    else
      vim.health.ok('the server is enabled')
    end
  elseif next(cdylib.config()) == nil then
    vim.health.warn('the server is not set up', "require('cdylib-ls').setup()")
  else
    vim.health.ok('the server is set up')
  end
  local clients = cdylib.clients()
  if #clients == 0 then
    vim.health.info('not running: open a Rust file of a Cargo workspace')
  end
  for _, client in ipairs(clients) do
    local buffers = #vim.lsp.get_buffers_by_client_id(client.id)
    vim.health.ok(('running in %s for %d buffer%s'):format(client.config.root_dir, buffers, buffers == 1 and '' or 's'))
  end
end

function M.check()
  if vim.fn.has('nvim-0.10') == 0 then
    vim.health.error('Neovim 0.10 or newer is needed')
    return
  end
  server()
  editor()
end

return M
