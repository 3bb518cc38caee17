-- Says whether an alarm is raised.
-- KEYS[1] the counts of the window   ARGV[2] how many raise no alarm yet
-- Returns ms until the alarm is over, or 0
local counted, ends = spent(KEYS[1], 'all')
if counted <= tonumber(ARGV[2]) then return 0 end
return ends - now
