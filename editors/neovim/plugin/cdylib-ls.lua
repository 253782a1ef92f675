if vim.g.loaded_cdylib_ls or vim.fn.has('nvim-0.10') == 0 then
  return
end
vim.g.loaded_cdylib_ls = true

vim.api.nvim_create_user_command('CdylibLs', function(opts)
  require('cdylib-ls.commands').run(opts)
end, {
  nargs = '*',
  desc = 'Explain a rule, inspect a library, show a call chain, show the lifecycle of libraries, suppress, restart',
  complete = function(lead, line)
    return require('cdylib-ls.commands').complete(lead, line)
  end,
})
