-- Counts a call against a limit by GCRA. The state is the moment at which the last call that was let in has drained: none later, a full limit ahead.
-- KEYS[1] the limit   ARGV[2] time in which one call drains, ms   ARGV[3] calls that the limit holds
-- Returns {1 when the call is let in, else 0, calls left, ms until one is free, ms until all are}
local limit = KEYS[1]
local drain, calls = tonumber(ARGV[2]), tonumber(ARGV[3])
local full = now + drain * calls

-- At most full: after a limit was lowered or the clock set back nobody waits longer than for a full one.
local drained = math.min(math.max(tonumber(redis.call('GET', limit)) or now, now), full)
if drained + drain > full then return {0, 0, drained + drain - full, drained - now} end

drained = drained + drain
redis.call('SET', limit, drained, 'PX', drained - now)
return {1, math.floor((full - drained) / drain), math.max(0, drained + drain - full), drained - now}
