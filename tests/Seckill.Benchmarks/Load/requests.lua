-- wrk script: sends requests of distinct buyers, one after the other, all built before the clock starts.
-- Arguments: token file, tokens to use, method, number of items, file of JSON bodies, one a line (optional).
-- With more than one item, "%d" in the path takes 1 to that number in turn.
local next_request = 0
local requests = {}

function init(args)
  local count, method, items = tonumber(args[2]), args[3], tonumber(args[4])
  local next_body = args[5] and io.lines(args[5])
  for token in io.lines(args[1]) do
    local path = wrk.path:gsub("%%d", tostring(#requests % items + 1))
    local headers = { ["Host"] = wrk.headers["Host"], ["Authorization"] = "Bearer " .. token }
    if next_body then headers["Content-Type"] = "application/json" end
    requests[#requests + 1] = wrk.format(method, path, headers, next_body and next_body())
    if #requests == count then break end
  end
  -- Nothing is allocated from here on; the CPU used so far is not the load's.
  collectgarbage()
  collectgarbage("stop")
  print(string.format("prepared in %.3f CPU seconds", os.clock()))
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end
