-- The load that wrk sends to the JSON documents. usage: wrk … -s bench/documents.lua URL -- KIND DOCUMENTS SEED
--
--   KIND       noop (GET), get, subdoc, noop-put, increment, increment-one, post
--   DOCUMENTS  documents "bench:0" to "bench:DOCUMENTS-1" exist
--
-- A no-op gets the same request as what is measured next to it: noop is beside get and subdoc, noop-put beside increments.
-- Prints one line of key=value pairs at the end. wrk counts a status above 399 as an error.

local threads = {}
local json = {["Content-Type"] = "application/json"}

function setup(thread)
  thread:set("index", #threads)
  table.insert(threads, thread)
end

local function document(n)
  return string.format(
    '{"id":"bench:%d","name":"Albert Z","activeStatus":false,"age":44,"contract":{"name":"Redis Lab","occupation":"Solution '
      .. 'Architect","zipCode":"92603"},"location":[{"latitude":12.345678,"longitude":-123.456789},{"latitude":89.000001,'
      .. '"longitude":0.5},{"latitude":-1.25,"longitude":33.75}],"address":["1 Long Street","22 Short Avenue","333 Square"]}', n)
end

function init(args)
  local kind, documents, seed = args[1], tonumber(args[2]), tonumber(args[3])
  local format, random = wrk.format, math.random
  math.randomseed(seed * 64 + index)

  local function increment(path)
    return function(n)
      return format("PUT", path, json, '{"key":"bench:' .. n .. '","field":"age","num":1}')
    end
  end
  local kinds = {
    ["noop"] = function() return format("GET", "/api/v1/noop") end,
    ["get"] = function(n) return format("GET", "/api/v1/doc/bench:" .. n) end,
    ["subdoc"] = function(n) return format("GET", "/api/v1/subdoc/bench:" .. n .. "/location%5B1%5D.latitude") end,
    ["noop-put"] = increment("/api/v1/noop"),
    ["increment"] = increment("/api/v1/redisjson/increby"),
    ["increment-one"] = function() return increment("/api/v1/redisjson/increby")("one") end,
    ["post"] = function(n) return format("POST", "/api/v1/redisjson", json, document(n)) end,
  }
  local make = kinds[kind]
  request = function() return make(random(documents) - 1) end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT us=%d answers=%d refused=%d broken=%d p50=%d p99=%d\n", summary.duration,
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
