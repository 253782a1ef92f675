---@brief
---
--- https://github.com/cdylib-ls/cdylib-ls
---
--- Finds code of Rust plugins that runs at load, at unload and after main.
---
--- Install the server with `go install github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls@latest`.

---@type vim.lsp.Config
return {
  cmd = { 'cdylib-ls', 'serve' },
  filetypes = { 'rust', 'toml' },
  capabilities = require('cdylib-ls').capabilities(),
  handlers = require('cdylib-ls').handlers(),
  root_dir = function(bufnr, on_dir)
    local root = require('cdylib-ls').root(bufnr)
    if root then
      on_dir(root)
    end
  end,
}
