-- wrk script: request N of a thread carries the token of another buyer; arguments: token file, method.
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  tokens = {}
  for line in io.lines(args[1]) do tokens[#tokens + 1] = line end
  method = args[2] or "POST"
  next_buyer = id
end

function request()
  next_buyer = next_buyer + 2
  local token = tokens[next_buyer % #tokens + 1]
  return wrk.format(method, nil, { ["Authorization"] = "Bearer " .. token })
end
