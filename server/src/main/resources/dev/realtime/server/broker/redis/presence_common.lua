-- Common part of the presence scripts, put before each of them.
--
-- KEYS[1] zset: client -> time it expires, ms of Redis' own clock
-- KEYS[2] hash: client -> "<length of user>:<user><encoded client info>"
-- KEYS[3] hash: user -> number of its clients, so that counting users reads no client
--
-- Each client that expires is removed once, by whichever script comes first: the cost is paid by
-- those who came, not by those who count. A server that refuses writes removes none: those that
-- have expired are in "stale" then.

local function user_of(stored)
  local length, rest = string.match(stored, '^(%d+):()')
  return string.sub(stored, rest, rest + tonumber(length) - 1)
end

-- What a server may refuse comes first: it is done as a whole, or not at all.
local function forget(client)
  local stored = redis.call('HGET', KEYS[2], client)
  if stored then
    local user = user_of(stored)
    if redis.call('HINCRBY', KEYS[3], user, -1) <= 0 then
      redis.call('HDEL', KEYS[3], user)
    end
    redis.call('HDEL', KEYS[2], client)
  end
  redis.call('ZREM', KEYS[1], client)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)
local stale = {}
for _, client in ipairs(expired) do
  local done, refusal = false, ''
  if #stale == 0 then
    done, refusal = pcall(forget, client)
  end
  if not done then
    -- A replica is not asked: its master is.
    if string.find(type(refusal) == 'table' and refusal.err or refusal, 'READONLY', 1, true) then
      forget(client)
    end
    stale[#stale + 1] = client
  end
end
