-- How many are in a channel.
--
-- KEYS as in presence_common.lua
-- Returns {clients, users}.

local clients, users = redis.call('ZCARD', KEYS[1]), redis.call('HLEN', KEYS[3])
local left = {}
for _, client in ipairs(stale) do
  local stored = redis.call('HGET', KEYS[2], client)
  if stored then
    local user = user_of(stored)
    left[user] = (left[user] or tonumber(redis.call('HGET', KEYS[3], user))) - 1
    if left[user] == 0 then
      users = users - 1
    end
  end
end
return {clients - #stale, users}
