-- Publishes into a channel that keeps history: numbers, appends and delivers in one atomic step.
--
-- KEYS[1] meta hash: e epoch, o offset, v version, w the version's epoch
-- KEYS[2] stream of publications; entry ids are "<offset>-0", field d is the encoded publication
-- KEYS[3] result remembered under the idempotency key; absent without one
-- ARGV[1] PUBLISH or SPUBLISH; empty: nothing is delivered, and the message is in the answer
-- ARGV[2] pub/sub channel
-- ARGV[3] encoded publication          ARGV[4] epoch to use if the stream has none yet
-- ARGV[5] publications kept            ARGV[6] time they are kept, ms
-- ARGV[7] time the meta hash is kept, ms
-- ARGV[8] "1" to deliver the previous publication beside this one
-- ARGV[9] version, "0" for none        ARGV[10] epoch of the version
-- ARGV[11] time the idempotency key is remembered, ms
--
-- Returns {offset, epoch, suppressed 0|1, message}, the last only where it was not delivered.

if KEYS[3] then
  local seen = redis.call('GET', KEYS[3])
  if seen then
    -- Empty if the key was used without history: then there is no position.
    local offset, epoch = string.match(seen, '^(%d+):(.*)$')
    return {offset or '0', epoch or '', 1}
  end
end

-- Versions are compared as decimal strings: Lua's numbers are exact to 2^53 only.
local function newer(a, b)
  if #a ~= #b then
    return #a > #b
  end
  return a > b
end

local meta = redis.call('HMGET', KEYS[1], 'e', 'o', 'v', 'w')
local epoch = meta[1]
if epoch and ARGV[9] ~= '0' and meta[3] and meta[4] == ARGV[10] and not newer(ARGV[9], meta[3]) then
  return {meta[2] or '0', epoch, 1}
end

if not epoch then
  -- A stream without its meta hash (evicted, or removed by hand) belongs to an epoch nobody knows.
  epoch = ARGV[4]
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', epoch)
end
if ARGV[9] ~= '0' then
  redis.call('HSET', KEYS[1], 'v', ARGV[9], 'w', ARGV[10])
end
local offset = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'o', 1))
redis.call('PEXPIRE', KEYS[1], ARGV[7])

local previous = ''
if ARGV[8] == '1' then
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
  if last[1] then
    previous = last[1][2][2]
  end
end

redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[5], offset .. '-0', 'd', ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
if KEYS[3] then
  redis.call('SET', KEYS[3], offset .. ':' .. epoch, 'PX', ARGV[11])
end
local message = offset .. ':' .. epoch .. ':' .. #previous .. ':' .. previous .. ARGV[3]
if ARGV[1] == '' then
  return {offset, epoch, 0, message}
end
redis.call(ARGV[1], ARGV[2], message)
return {offset, epoch, 0}
