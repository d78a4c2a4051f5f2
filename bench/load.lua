-- The load that wrk sends. usage: wrk … -s bench/load.lua URL -- KIND THREADS IDS ITEMS SEED
--
--   KIND     noop, checkout, find or addItem
--   THREADS  wrk's -t
--   IDS      orders "0" to "IDS-1" exist
--   ITEMS    items "0" to "ITEMS-1" exist
--
-- Each thread owns a range of the orders. checkout and addItem count up through it; checkout stops at its end, since an
-- order that was checked out before is another kind of work. find picks any order of the range.
-- Prints one line of key=value pairs at the end. wrk counts a status above 399 as an error, and knows every latency to
-- the microsecond; its percentiles count a stall once for every request that it kept from being sent.

local threads = {}

function setup(thread)
  thread:set("index", #threads)
  table.insert(threads, thread)
end

function init(args)
  local kind, count, ids, items, seed = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  local first = math.floor(index * ids / count)
  local size = math.floor((index + 1) * ids / count) - first
  local format, random = wrk.format, math.random
  local n = 0
  exhausted = 0
  math.randomseed(seed * 64 + index)

  local kinds = {
    noop = function()
      return format("GET", "/orders/noop")
    end,
    checkout = function()
      if n == size then
        exhausted = 1
        wrk.thread:stop()
        return format("GET", "/orders/noop")
      end
      n = n + 1
      return format("POST", "/orders/checkout/" .. first + n - 1)
    end,
    find = function()
      return format("GET", "/orders/find/" .. first + random(size) - 1)
    end,
    addItem = function()
      n = n + 1
      return format("POST", "/orders/addItem/" .. first + n % size .. "/" .. random(items) - 1 .. "/1")
    end,
  }
  request = kinds[kind]
end

function done(summary, latency)
  local exhausted = 0
  for _, thread in ipairs(threads) do
    exhausted = exhausted + thread:get("exhausted")
  end
  local errors = summary.errors
  io.write(string.format(
    "RESULT us=%d answers=%d refused=%d broken=%d p50=%d p99=%d max=%d exhausted=%d\n",
    summary.duration, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max, exhausted))
end
