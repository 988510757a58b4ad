-- Everybody in a channel.
--
-- KEYS as in presence_common.lua
-- Returns {client, stored, client, stored, ...}; stored as in presence_common.lua.

local all = redis.call('HGETALL', KEYS[2])
if #stale == 0 then
  return all
end
local gone = {}
for _, client in ipairs(stale) do
  gone[client] = true
end
local here = {}
for i = 1, #all, 2 do
  if not gone[all[i]] then
    here[#here + 1] = all[i]
    here[#here + 1] = all[i + 1]
  end
end
return here
