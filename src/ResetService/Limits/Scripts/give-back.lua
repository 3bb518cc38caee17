-- Gives back one call that a limit has let in.
-- KEYS[1] the limit   ARGV[2] time in which one call drains, ms
-- Returns ms until the limit is whole again
local limit = KEYS[1]
local left = (tonumber(redis.call('GET', limit)) or now) - tonumber(ARGV[2]) - now

if left <= 0 then
  redis.call('DEL', limit)
  return 0
end
redis.call('SET', limit, now + left, 'PX', left)
return left
