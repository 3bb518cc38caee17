-- Counts one, from wherever it came. One too many raises the alarm: it lasts a whole window from there, so that it can't end as soon as it was noticed.
-- KEYS[1] the counts of the window   ARGV[2] the window's length, ms   ARGV[3] how many raise no alarm yet
-- Returns ms until the alarm is over, or 0
local counts = KEYS[1]
local window, bearable = tonumber(ARGV[2]), tonumber(ARGV[3])

local ends = spend(counts, 'all', window)
local counted = spent(counts, 'all')
if counted <= bearable then return 0 end

if counted == bearable + 1 then
  ends = now + window
  redis.call('HSET', counts, 'ends', ends)
  redis.call('PEXPIRE', counts, window)
end
return ends - now
