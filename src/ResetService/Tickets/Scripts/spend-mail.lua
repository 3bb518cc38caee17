-- Counts a mail that no ticket asked for against its address's budgets; once, however often it is tried.
-- The last mail of either budget is never taken: that one carries the owner's link.
-- KEYS[1] the address's mails of the hour   KEYS[2] of the day
-- ARGV[2] the mail's reference   ARGV[3] digest of the network it was asked for from   ARGV[4] mails for an address in an hour   ARGV[5] in a day
-- Returns 1 when it may go, else 0
local hour, day = unpack(KEYS)
local _, reference, network, hourly, daily = unpack(ARGV)
local budgets = {{hour, tonumber(hourly), 3600000}, {day, tonumber(daily), 86400000}}
local counted = 'mail:' .. reference

if spent(day, counted) == 1 then return 1 end

for _, budget in ipairs(budgets) do
  if spent(budget[1], 'all') >= budget[2] - 1 or spent(budget[1], network) >= math.max(1, math.floor(budget[2] / 2)) then return 0 end
end

for _, budget in ipairs(budgets) do
  spend(budget[1], 'all', budget[3])
  spend(budget[1], network, budget[3])
end
spend(day, counted, 86400000)
return 1
