---@brief
---
--- https://github.com/cdylib-ls/cdylib-ls
---
--- Finds code of Rust plugins (cdylibs) that runs at load, at unload and after main.
---
--- `cdylib-ls` can be installed with
--- ```sh
--- go install github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls@latest
--- ```

-- Neovim 0.12 does not pull anew for open buffers when the server asks it to; without
-- the ability the server pushes.
---@type vim.lsp.Config
return {
  cmd = { 'cdylib-ls', 'serve' },
  filetypes = { 'rust' },
  -- Neovim does not pull anew for open buffers when the server asks it to, and would
  -- not show what a build confirms: without the ability the server pushes.
  capabilities = { textDocument = { diagnostic = vim.NIL } },
  root_markers = { 'Cargo.lock', 'Cargo.toml' },
}
