-- Leases the events that are due: their scores become the lease's end, so that a worker that died makes them simply due again.
-- KEYS[1] the events   ARGV[2] length of a lease, ms   ARGV[3] how many at the most
-- Returns the events
local events = KEYS[1]
local due = redis.call('ZRANGEBYSCORE', events, '-inf', now, 'LIMIT', 0, tonumber(ARGV[3]))
for _, event in ipairs(due) do redis.call('ZADD', events, now + tonumber(ARGV[2]), event) end
return due
