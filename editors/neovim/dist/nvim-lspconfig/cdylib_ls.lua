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
  filetypes = { 'rust', 'toml' },
  -- Neovim does not pull anew for open buffers when the server asks it to, and would
  -- not show what a build confirms: without the ability the server pushes.
  capabilities = { textDocument = { diagnostic = vim.NIL } },
  -- Of the TOML files it reads Cargo's only.
  root_dir = function(bufnr, on_dir)
    local name = vim.api.nvim_buf_get_name(bufnr)
    if name:match('%.toml$') and not (name:match('[/\\]Cargo%.toml$') or name:match('[/\\]%.cargo[/\\]config%.toml$')) then
      return
    end
    local root = vim.fs.root(bufnr, 'Cargo.lock') or vim.fs.root(bufnr, 'Cargo.toml')
    if root then
      on_dir(root)
    end
  end,
}
