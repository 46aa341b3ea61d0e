-- Take each rule's amount, or nothing. Answers 1 or 0, then per rule: used, resets_us, wait_us, mark.

local now = moment()
local rules = load_rules(now)
local allowed = 1
for _, rule in ipairs(rules) do
  rule.wait = rule.kind.wait(rule, math.max(1, rule.amount), now)
  if rule.wait > 0 then
    allowed = 0
  end
end
local answer = { whole(allowed) }
for _, rule in ipairs(rules) do
  local mark = 0
  if allowed == 1 then
    mark = rule.kind.take(rule, rule.amount, now)
  end
  answer[#answer + 1] = whole(rule.used)
  answer[#answer + 1] = whole(rule.kind.ends(rule, now))
  answer[#answer + 1] = whole(rule.wait)
  answer[#answer + 1] = whole(mark)
end
return table.concat(answer, ' ')
