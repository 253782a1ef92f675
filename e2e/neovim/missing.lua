-- A session without a server: g:arguments is the example's folder.
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':h') .. '/steps.lua')

steps.run(function()
  local said = {}
  vim.notify = function(message)
    table.insert(said, message)
  end
  require('cdylib-ls').setup()
  vim.cmd.edit(vim.g.arguments[1] .. '/src/lib.rs')
  vim.cmd('CdylibLs explain panic-in-ctor')
  steps.await('a message names the next step', function()
    return said[#said] and said[#said]:match('cdylib%-ls cannot be run; see :checkhealth cdylib%-ls')
  end, function()
    return said
  end)
  vim.cmd('checkhealth cdylib-ls')
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  steps.ok('checkhealth', health:match('ERROR.*is not executable') and health:match('go install'), health)
end)
