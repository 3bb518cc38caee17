-- Step 4 could not be done: gives back the use that was counted for it. A ticket that is gone stays gone.
-- KEYS[1] the ticket   ARGV[2] what the pass was used for, a counter's name
local ticket, use = KEYS[1], ARGV[2]
local uses = tonumber(redis.call('HGET', ticket, use))

if uses and uses > 0 then redis.call('HINCRBY', ticket, use, -1) end
