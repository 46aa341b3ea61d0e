-- What the three steps share. It counts exactly as sliding.py, bucket.py and tally.py do; the same
-- tests run on both. A script runs alone in Redis, so all rules of a call are taken or none.
--
-- ARGV[1] is one line: the time in microseconds, or 0 for the server's own clock; then ten words
-- per key: kind, amount, capacity, rate, window_us, mark, and four borders of calendar periods,
-- around the caller's clock. Answers are one line too: a client reads and writes one string in a
-- fraction of the time that forty take. Numbers are doubles: whole up to 9e15, which microseconds
-- since 1970 stay below.

local SLOTS = 250
local WORDS_PER_RULE = 10

local words = {}
for word in string.gmatch(ARGV[1], '%S+') do
  words[#words + 1] = word
end

local function whole(number)
  return string.format('%.0f', number)
end

local function moment()
  if words[1] ~= '0' then
    return tonumber(words[1])
  end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function expire(rule, ends_us, now)
  redis.call('PEXPIRE', rule.key, whole(math.max(1, math.ceil((ends_us - now) / 1000)) + 1000))
end

local sliding = {}

function sliding.load(rule, now)
  local head = redis.call('HMGET', rule.key, 'oldest', 'newest', 'used')
  rule.width = rule.window / SLOTS
  rule.slot = math.floor(now / rule.width)
  rule.oldest, rule.newest, rule.used = tonumber(head[1]), tonumber(head[2]), tonumber(head[3]) or 0
  local first = math.floor((now - rule.window) / rule.width)
  if rule.newest and (rule.newest < first or rule.newest > rule.slot + SLOTS) then
    redis.call('DEL', rule.key)
    rule.oldest, rule.newest, rule.used = nil, nil, 0
  elseif rule.newest then
    rule.slot = math.max(rule.slot, rule.newest)
    sliding.forget(rule, first)
  end
end

function sliding.slots(rule, from, to)
  local names = {}
  for slot = from, to do
    names[#names + 1] = whole(slot)
  end
  return names, redis.call('HMGET', rule.key, unpack(names))
end

function sliding.forget(rule, first)
  if rule.oldest >= first then
    return
  end
  local names, amounts = sliding.slots(rule, rule.oldest, first - 1)
  for _, amount in ipairs(amounts) do
    rule.used = rule.used - (tonumber(amount) or 0)
  end
  redis.call('HDEL', rule.key, unpack(names))
  rule.oldest = first
  redis.call('HSET', rule.key, 'oldest', whole(first), 'used', whole(rule.used))
end

function sliding.gone(rule, slot)
  return (slot + 1) * rule.width + rule.window
end

function sliding.ends(rule, now)
  if rule.used > 0 then
    return sliding.gone(rule, rule.newest)
  end
  return now
end

function sliding.wait(rule, need, now)
  local over = rule.used + need - rule.capacity
  if over <= 0 then
    return 0
  end
  if rule.newest then
    local _, amounts = sliding.slots(rule, rule.oldest, rule.newest)
    for i = 1, #amounts do
      over = over - (tonumber(amounts[i]) or 0)
      if over <= 0 then
        return sliding.gone(rule, rule.oldest + i - 1) - now
      end
    end
  end
  return math.max(sliding.ends(rule, now) - now, rule.window)
end

function sliding.take(rule, amount, now)
  if amount > 0 then
    rule.oldest, rule.newest = rule.oldest or rule.slot, rule.slot
    rule.used = rule.used + amount
    redis.call('HINCRBY', rule.key, whole(rule.slot), whole(amount))
    redis.call('HSET', rule.key, 'oldest', whole(rule.oldest), 'newest', whole(rule.newest),
      'used', whole(rule.used))
    expire(rule, sliding.ends(rule, now), now)
  end
  return rule.slot
end

function sliding.give_back(rule, amount)
  local name = whole(rule.mark)
  local held = tonumber(redis.call('HGET', rule.key, name))
  if held then
    redis.call('HINCRBY', rule.key, 'used', whole(-math.min(amount, held)))
    if amount < held then
      redis.call('HINCRBY', rule.key, name, whole(-amount))
    else
      redis.call('HDEL', rule.key, name)
    end
  end
end

local bucket = {}

function bucket.load(rule, now)
  local head = redis.call('HMGET', rule.key, 'debt', 'at', 'rate')
  local at = tonumber(head[2]) or now
  local rate = tonumber(head[3]) or rule.rate
  rule.at = now
  rule.debt = math.max(0, (tonumber(head[1]) or 0) - math.max(0, now - at) * rate)
  rule.used = math.ceil(rule.debt / rule.window)
end

function bucket.ends(rule, now)
  return now + math.ceil(rule.debt / rule.rate)
end

function bucket.wait(rule, need, now)
  local over = rule.debt + (need - rule.capacity) * rule.window
  if over <= 0 then
    return 0
  end
  if need > rule.capacity then
    return math.max(bucket.ends(rule, now) - now, rule.window)
  end
  return math.ceil(over / rule.rate)
end

function bucket.save(rule, now)
  rule.used = math.ceil(rule.debt / rule.window)
  redis.call('HSET', rule.key, 'debt', whole(rule.debt), 'at', whole(now), 'rate', whole(rule.rate))
  expire(rule, bucket.ends(rule, now), now)
end

function bucket.take(rule, amount, now)
  if amount > 0 then
    rule.debt = rule.debt + amount * rule.window
    bucket.save(rule, now)
  end
  return now
end

function bucket.give_back(rule, amount, now)
  local paid = math.max(0, now - rule.mark) * rule.rate
  rule.debt = math.max(0, rule.debt - math.max(0, amount * rule.window - paid))
  bucket.save(rule, now)
end

local calendar = {}

function calendar.load(rule, now)
  local borders = rule.borders
  local at = 1
  while at < 3 and now >= borders[at + 1] do
    at = at + 1
  end
  rule.start, rule.finish = borders[at], borders[at + 1]
  local head = redis.call('HMGET', rule.key, 'start', 'used')
  rule.used = 0
  if tonumber(head[1]) == rule.start then
    rule.used = tonumber(head[2])
  end
end

function calendar.ends(rule, now)
  return math.max(now, rule.finish)
end

function calendar.wait(rule, need, now)
  if rule.used + need <= rule.capacity then
    return 0
  end
  return rule.finish - now
end

function calendar.save(rule, now)
  redis.call('HSET', rule.key, 'start', whole(rule.start), 'used', whole(rule.used))
  expire(rule, rule.finish, now)
end

function calendar.take(rule, amount, now)
  if amount > 0 then
    rule.used = rule.used + amount
    calendar.save(rule, now)
  end
  return rule.start
end

function calendar.give_back(rule, amount, now)
  if rule.mark == rule.start then
    rule.used = math.max(0, rule.used - amount)
    calendar.save(rule, now)
  end
end

local KINDS = { sliding = sliding, bucket = bucket, calendar = calendar }

local function load_rules(now)
  local rules = {}
  for i, key in ipairs(KEYS) do
    local at = 2 + (i - 1) * WORDS_PER_RULE
    local rule = {
      key = key,
      kind = KINDS[words[at]],
      amount = tonumber(words[at + 1]),
      capacity = tonumber(words[at + 2]),
      rate = tonumber(words[at + 3]),
      window = tonumber(words[at + 4]),
      mark = tonumber(words[at + 5]),
      borders = {},
    }
    for border = 1, 4 do
      rule.borders[border] = tonumber(words[at + 5 + border])
    end
    rule.kind.load(rule, now)
    rules[i] = rule
  end
  return rules
end
