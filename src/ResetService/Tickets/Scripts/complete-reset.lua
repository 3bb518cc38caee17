-- After step 4: closes the ticket, and ends what else is open for its address without showing it.
-- KEYS[1] the ticket   KEYS[2] when the address last completed a reset   KEYS[3] the mail queue
-- ARGV[2] the ticket's id   ARGV[3] when its reset completed, Unix ms by Redis's clock   ARGV[4] how long others can be older, ms
local ticket, epoch, queue = unpack(KEYS)
local _, id, completed, lifetime = unpack(ARGV)
local known = tonumber(redis.call('GET', epoch))

if not known or known < tonumber(completed) then redis.call('SET', epoch, completed, 'PX', lifetime) end
redis.call('DEL', ticket)
redis.call('ZREM', queue, id)
return {'ok'}
