-- One session with the plugin: g:arguments is the example's folder.
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':h') .. '/steps.lua')
local folder = vim.g.arguments[1]

local function client()
  local c = require('cdylib-ls').clients(0)[1]
  return c and c.initialized and c
end

local function request(method, params)
  local answer = vim.lsp.buf_request_sync(0, method, params, steps.patience)[client().id]
  steps.ok(method, answer and answer.result, answer)
  return answer.result
end

-- Changes the settings of the running server as a user would.
local function set(settings)
  local c = client()
  c.settings = { ['cdylib-ls'] = settings }
  local params = { settings = c.settings }
  if vim.fn.has('nvim-0.11') == 1 then
    c:notify('workspace/didChangeConfiguration', params)
  else -- methods took no self
    c.notify('workspace/didChangeConfiguration', params)
  end
end

local function finds()
  vim.cmd.edit(folder .. '/src/lib.rs') -- is open before the server is set up
  if vim.lsp.config then
    vim.lsp.enable('cdylib_ls')
  else
    require('cdylib-ls').setup()
  end
  steps.await('the server runs', client)
  steps.ok('root', client().config.root_dir == folder, client().config.root_dir)

  local expected = {
    'atexit-in-cdylib: libc::atexit', 'std-in-ctor: env::remove_var', 'std-in-ctor: env::var', 'std-in-ctor: process::exit',
    'std-in-dtor: env::var_os', 'stdio-in-ctor: eprintln!', 'stdio-in-dtor: eprintln!',
  }
  steps.await('findings on their tokens', function()
    return vim.deep_equal(steps.findings(), expected)
  end, steps.findings)
end

local function explains()
  steps.go(steps.finding('stdio-in-ctor'))
  local hover = request('textDocument/hover', vim.lsp.util.make_position_params(0, client().offset_encoding)).contents.value
  local whole = hover:match('`init` runs at load') and hover:match('help: ') and hover:match('stdio%-in%-ctor')
  steps.ok('the hover has the chain and the rule', whole, hover)

  local lenses = vim.tbl_map(function(lens)
    return lens.command.title
  end, request('textDocument/codeLens', { textDocument = vim.lsp.util.make_text_document_params(0) }))
  steps.ok('a code lens says when a function runs', lenses[1]:match('^runs at load · .*reaches panic!'), lenses)

  vim.cmd('CdylibLs explain')
  steps.ok('the rule page', vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == '# stdio-in-ctor', vim.api.nvim_buf_get_lines(0, 0, -1, true))
  vim.cmd.normal('q')
  steps.ok('the page closes', vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'lib.rs', vim.api.nvim_buf_get_name(0))
end

local function fixes()
  vim.lsp.buf.code_action({
    filter = function(action)
      return action.title:match('libc::write') ~= nil
    end,
    apply = true,
  })
  steps.await('a quick fix takes its finding away', function()
    return not steps.finding('stdio-in-ctor')
  end, steps.findings)
  steps.ok('the quick fix has changed the text', vim.fn.search('libc::write(2, ', 'nw') > 0, vim.api.nvim_buf_get_lines(0, 20, 40, true))

  steps.go(steps.finding('stdio-in-dtor'))
  vim.cmd('CdylibLs suppress')
  steps.await('a suppression takes its finding away', function()
    return not steps.finding('stdio-in-dtor')
  end, steps.findings)
  vim.cmd('silent write')
end

local function shows_chains()
  vim.cmd.edit(folder .. '/src/rules.rs')
  steps.await('the server has another file', client)
  local panics = steps.await('findings in another file', function()
    return steps.finding('panic-in-ctor')
  end, steps.findings)
  steps.go(panics)
  vim.cmd('CdylibLs chain')
  local chain = vim.tbl_map(function(item)
    return ('%s:%d %s'):format(vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr)), item.lnum, item.text)
  end, vim.fn.getloclist(0))
  steps.ok('the chain is in the location list', #chain > 2 and chain[1]:match('^lib.rs:17 .*init') and chain[#chain]:match('^rules.rs'), chain)
  vim.cmd.lclose()
end

local function follows_changes()
  set({ rules = { ['panic-in-ctor'] = 'off' } })
  steps.await('a setting changed at run time switches a rule off', function()
    return not steps.finding('panic-in-ctor')
  end, steps.findings)

  local before = client().id
  vim.cmd('CdylibLs restart')
  steps.await('another server after a restart', function()
    return client() and client().id ~= before
  end)
  steps.await('its findings', function()
    return steps.finding('panic-in-ctor')
  end, steps.findings)
end

local function view()
  local bufnr = vim.fn.bufnr('cdylib-ls://lifecycle')
  return bufnr >= 0 and vim.api.nvim_buf_get_lines(bufnr, 0, -1, true) or {}
end

local function has(pattern)
  return function()
    return vim.iter(view()):any(function(line)
      return line:match(pattern) ~= nil
    end)
  end
end

local function shows_lifecycle()
  vim.cmd.edit(folder .. '/src/lib.rs')
  local window = vim.api.nvim_get_current_win()
  vim.cmd('CdylibLs lifecycle')
  steps.await('the library in the lifecycle view', has('^pathmap · preload · not built'), view)
  steps.ok('its verdict', has('^    linux%-gnu: never')(), view())
  steps.ok('what its constructor reaches', has('^      panic! · ')() and has('^  left behind')(), view())

  local row = vim.fn.search('process::exit', 'w')
  vim.cmd.normal(vim.api.nvim_replace_termcodes('<CR>', true, false, true))
  local there = vim.api.nvim_get_current_win() == window and vim.api.nvim_get_current_line():match('process::exit')
  steps.ok('return goes to the code', row > 0 and there, vim.api.nvim_get_current_line())
  vim.fn.search('eprintln!("pathmap', 'w')
  vim.api.nvim_exec_autocmds('CursorHold', { buffer = 0 })
  local line = vim.api.nvim_win_get_cursor(vim.fn.bufwinid('cdylib-ls://lifecycle'))[1]
  steps.ok('the view follows the cursor', view()[line]:match('eprintln!'), view()[line])
  vim.cmd.edit(folder .. '/src/rules.rs')
end

local function takes_evidence()
  local build = vim.system({ 'cargo', 'build', '--quiet', '--release', '--locked', '--offline' }, { cwd = folder, text = true }):wait()
  steps.ok('cargo build', build.code == 0, build.stderr)
  steps.await('the built library confirms a finding', function()
    local finding = steps.finding('panic-in-ctor')
    return finding and finding.message:match('confirmed in `target/release/libpathmap.so`')
  end, vim.diagnostic.get)

  steps.await('the lifecycle view turns by itself', function()
    return has('panic! · confirmed')() and has('^    libc%.so%.6 · GLIBC_')()
  end, view)
  vim.cmd('CdylibLs inspect ' .. folder .. '/target/release/libpathmap.so')
  steps.ok('the report on a library', vim.fn.search('pathmap::init', 'nw') > 0, vim.api.nvim_buf_get_lines(0, 0, -1, true))
  vim.cmd.normal('q')
end

local function helps()
  vim.cmd.edit(folder .. '/src/lib.rs')
  vim.cmd('CdylibLs graph')
  steps.ok('the graph', vim.fn.search('at load', 'nw') > 0 and vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == '```mermaid')
  vim.cmd.normal('q')
  steps.ok('completion', vim.deep_equal(vim.fn.getcompletion('CdylibLs explain panic-', 'cmdline'), { 'panic-in-ctor', 'panic-in-dtor' }))
  vim.cmd('checkhealth cdylib-ls')
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  steps.ok('checkhealth', health:match('version 0') and health:match('running in ' .. vim.pesc(folder)) and not health:match('ERROR'), health)
end

steps.run(function()
  finds()
  explains()
  fixes()
  shows_chains()
  follows_changes()
  shows_lifecycle()
  takes_evidence()
  helps()
end)
