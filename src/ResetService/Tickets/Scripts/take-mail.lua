-- Leases the mail that is due first: its score becomes the lease's end, so that a worker that died makes it simply due again.
-- KEYS[1] the mail queue   ARGV[2] length of a lease, ms
-- Returns {id, lease}, or nil when nothing is due
local id = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)[1]
if not id then return nil end

local lease = now + tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], lease, id)
return {id, lease}
