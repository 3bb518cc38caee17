-- Stands before every script. ARGV[1] is the time in Unix ms; where it is empty, Redis tells it.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A budget: a hash of counters over one window, fixed from its first try. Its end is kept beside them, since the TTL is only the broom.
-- Returns the counter and the window's end, or 0 and nil where no window is open. One with a hole in it is full until the broom takes it.
local function spent(budget, counter)
  local ends, count = unpack(redis.call('HMGET', budget, 'ends', counter))
  if not ends and redis.call('EXISTS', budget) == 0 then return 0, nil end

  ends = tonumber(ends)
  if not ends then return math.huge, now + redis.call('PTTL', budget) end
  if ends <= now then return 0, nil end
  -- Every window counts all; a network or a mail may not have come yet.
  if not count and counter ~= 'all' then return 0, ends end
  return tonumber(count) or math.huge, ends
end

-- Counts one, opening a window where none is open. Returns its end.
local function spend(budget, counter, length)
  local _, ends = spent(budget, counter)
  if not ends then
    ends = now + length
    redis.call('DEL', budget)
    redis.call('HSET', budget, 'ends', ends)
    redis.call('PEXPIRE', budget, length)
  end
  redis.call('HINCRBY', budget, counter, 1)
  return ends
end

-- Puts an event in line for whoever is to hear of it; where nobody is, its type is empty and nothing is told.
local function tell(events, type, id, partner, reference, storefront)
  if type == '' then return end
  redis.call('ZADD', events, now, table.concat({string.format('%.0f', now), type, id, partner, reference, storefront}, ' '))
end

-- True when this address has completed a reset since then: what is older behaves like an unknown address's.
local function superseded(epoch, created)
  local completed = redis.call('GET', epoch)
  return completed and (tonumber(completed) or math.huge) >= created
end

-- True when none of these fields of a record is missing or blank.
local function whole(...)
  for _, field in ipairs({...}) do
    if not field or field == '' then return false end
  end
  return true
end
