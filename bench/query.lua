-- The load that wrk sends to the cached answers. usage: wrk … -s bench/query.lua URL -- KIND LOCATION…
--
--   KIND      noop, average, top-hosts, votes (JSON); place, form, votes-page (pages)
--   LOCATION  places that are asked for in turns, escaped for a query
--
-- Prints one line of key=value pairs at the end. wrk counts a status above 399 as an error.

local function repeated(make)
  local requests, at = {}, 0
  return function(locations)
    for _, location in ipairs(locations) do table.insert(requests, make(location)) end
    return function()
      at = at % #requests + 1
      return requests[at]
    end
  end
end

local form = {["Content-Type"] = "application/x-www-form-urlencoded"}
local get = function(path) return function() return wrk.format("GET", path) end end
local kinds = {
  ["noop"] = get("/noop"),
  ["average"] = function(location) return wrk.format("GET", "/weather/average?location=" .. location) end,
  ["top-hosts"] = get("/access-log/top-hosts"),
  ["votes"] = get("/voting_distribution"),
  ["place"] = function(location) return wrk.format("GET", "/query?location=" .. location) end,
  ["form"] = function(location) return wrk.format("POST", "/query", form, "location=" .. location) end,
  ["votes-page"] = get("/votes"),
}

function init(args)
  local locations = {}
  for i = 2, #args do table.insert(locations, args[i]) end
  request = repeated(kinds[args[1]])(locations)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT us=%d answers=%d refused=%d broken=%d p50=%d p99=%d\n", summary.duration,
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
