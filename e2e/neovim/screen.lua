-- The init.lua of the screen test: what a user might have, and nothing else.
vim.o.termguicolors, vim.o.number, vim.o.signcolumn, vim.o.swapfile = true, true, 'yes', false
vim.o.laststatus, vim.o.shortmess = 3, vim.o.shortmess .. 'I'
vim.diagnostic.config({ virtual_text = { severity = { min = 'WARN' } }, severity_sort = true })
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    if vim.lsp.codelens.enable then
      vim.lsp.codelens.enable(true, { bufnr = event.buf })
    else
      vim.lsp.codelens.refresh({ bufnr = event.buf })
    end
  end,
})
require('cdylib-ls').setup()
