-- Counts a wrong code, from wherever it came. One too many is an attack: it lasts a whole window from there, so that it can't end as soon as it was noticed.
-- KEYS[1] the wrong codes of the window   ARGV[2] the window's length, ms   ARGV[3] wrong codes that are no attack yet
-- Returns ms until the attack is over, or 0
local codes = KEYS[1]
local window, bearable = tonumber(ARGV[2]), tonumber(ARGV[3])

local ends = spend(codes, 'all', window)
local wrong = spent(codes, 'all')
if wrong <= bearable then return 0 end

if wrong == bearable + 1 then
  ends = now + window
  redis.call('HSET', codes, 'ends', ends)
  redis.call('PEXPIRE', codes, window)
end
return ends - now
