-- The subcommands of :CdylibLs.
local cdylib = require('cdylib-ls')

local M = {}

local function notify(message, level)
  vim.notify('cdylib-ls: ' .. message, level or vim.log.levels.INFO)
end

-- Runs one of the server's commands and returns what it prints, or nil.
local function output(...)
  local command = { cdylib.executable(), ... }
  local ok, result = pcall(function()
    return vim.system(command, { text = true }):wait()
  end)
  if not ok then
    notify(('%s cannot be run; see :checkhealth cdylib-ls'):format(command[1]), vim.log.levels.ERROR)
    return nil
  end
  if result.code ~= 0 then
    notify(vim.trim(result.stderr), vim.log.levels.ERROR)
    return nil
  end
  return result.stdout
end

-- Shows text in a read-only split that closes with q.
local function page(name, filetype, text)
  local bufnr = vim.fn.bufnr(('^%s$'):format(vim.fn.escape(name, '[]*?')))
  if bufnr < 0 then
    bufnr = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(bufnr, name)
  end
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, true, vim.split(vim.trim(text), '\n'))
  vim.bo[bufnr].modifiable = false
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].filetype = filetype
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = bufnr })
  local window = vim.fn.bufwinid(bufnr)
  if window >= 0 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd.sbuffer(bufnr)
  end
end

--- Shows a rule's page; without a name that of the finding at the cursor.
function M.explain(rule)
  local finding = cdylib.findings()[1]
  rule = rule or finding and tostring(finding.code)
  if not rule then
    return notify('no finding at the cursor; name a rule, as in `:CdylibLs explain panic-in-ctor`', vim.log.levels.WARN)
  end
  -- A finding comes from a server, which may not be this one.
  if not rule:match('^[a-z][a-z0-9-]*$') then
    return notify(('%q is no name of a rule'):format(rule), vim.log.levels.ERROR)
  end
  local text = output('explain', '--color', 'never', '--', rule)
  if text then
    page('cdylib-ls://rule/' .. rule, 'markdown', text)
  end
end

--- Shows what a built library runs at load and unload; without a name the user
--- picks one below `target`.
function M.inspect(file)
  if not file then
    local root = cdylib.root(0) or vim.uv.cwd()
    local built = vim.fs.find(function(name, path)
      return name:match('%.so$') ~= nil and path:match('/deps$') == nil
    end, { path = vim.fs.joinpath(root, 'target'), limit = math.huge, type = 'file' })
    if #built == 0 then
      return notify(('no built library below %s/target; build the crate or name a file'):format(root), vim.log.levels.WARN)
    end
    return vim.ui.select(built, { prompt = 'Built library' }, function(choice)
      if choice then
        M.inspect(choice)
      end
    end)
  end
  file = vim.fs.normalize(vim.fn.fnamemodify(file, ':p'))
  local text = output('inspect', '--color', 'never', '--', file)
  if text then
    page('cdylib-ls://inspect' .. file, 'text', text)
  end
end

--- Draws the code that runs at load and unload and what it reaches, as Mermaid.
function M.graph()
  local root = cdylib.root(0) or vim.uv.cwd()
  local text = output('graph', '--format', 'mermaid', '--', root)
  if text then
    page('cdylib-ls://graph' .. root, 'markdown', ('```mermaid\n%s\n```'):format(vim.trim(text)))
  end
end

--- Puts the calls from the root to the effect of the finding at the cursor into
--- the location list.
function M.chain()
  local items = {}
  for _, finding in ipairs(cdylib.findings()) do
    local lsp = (finding.user_data or {}).lsp or {}
    local client = cdylib.clients(0)[1]
    for _, step in ipairs(lsp.relatedInformation or {}) do
      local item = vim.lsp.util.locations_to_items({ step.location }, client and client.offset_encoding or 'utf-16')[1]
      item.text = step.message
      table.insert(items, item)
    end
  end
  if #items == 0 then
    return notify('no finding with a call chain at the cursor')
  end
  vim.fn.setloclist(0, {}, ' ', { title = 'cdylib-ls: call chain', items = items })
  vim.cmd.lopen()
end

--- Shows what each library does at load, on its threads, at unload and at exit.
function M.lifecycle()
  if #cdylib.clients() == 0 then
    return notify('not running; see :checkhealth cdylib-ls', vim.log.levels.WARN)
  end
  require('cdylib-ls.lifecycle').open()
end

--- Offers the comments that silence the findings at the cursor.
function M.suppress()
  vim.lsp.buf.code_action({ context = { only = { 'quickfix.suppress' } }, apply = true })
end

--- Stops the server and starts it again for the buffers it served.
function M.restart()
  local clients = cdylib.clients()
  if #clients == 0 then
    return notify('not running; see :checkhealth cdylib-ls', vim.log.levels.WARN)
  end
  for _, client in ipairs(clients) do
    local buffers = vim.lsp.get_buffers_by_client_id(client.id)
    local config = client.config
    vim.lsp.stop_client(client.id)
    -- Only a client that is gone makes room for one of the same name and root.
    local timer = assert(vim.uv.new_timer())
    timer:start(0, 50, vim.schedule_wrap(function()
      if timer:is_closing() or vim.lsp.get_client_by_id(client.id) then
        return
      end
      timer:close()
      for _, bufnr in ipairs(buffers) do
        if vim.api.nvim_buf_is_loaded(bufnr) then
          vim.lsp.start(config, { bufnr = bufnr })
        end
      end
    end))
  end
end

local subcommands = { 'chain', 'explain', 'graph', 'inspect', 'lifecycle', 'restart', 'suppress' }

--- Runs `:CdylibLs {subcommand} {argument}`.
function M.run(opts)
  local name, argument = opts.fargs[1], opts.fargs[2]
  if not name then -- alone it asks which
    return vim.ui.select(subcommands, { prompt = 'cdylib-ls' }, function(choice)
      if choice then
        M[choice]()
      end
    end)
  end
  if not vim.tbl_contains(subcommands, name) then
    return notify(('unknown command `%s`: use %s'):format(name, table.concat(subcommands, ', ')), vim.log.levels.ERROR)
  end
  M[name](argument)
end

-- Completes subcommands, rules and files.
function M.complete(lead, line)
  local words = vim.split(line:gsub('^.-CdylibLs%s+', ''), '%s+')
  local found
  if #words <= 1 then
    found = subcommands
  elseif words[1] == 'inspect' then
    return vim.fn.getcompletion(lead, 'file')
  elseif words[1] == 'explain' then
    local rules = vim.json.decode(output('rules', '--format', 'json') or '[]')
    found = vim.tbl_map(function(rule)
      return rule.id
    end, rules)
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, found or {})
end

return M
