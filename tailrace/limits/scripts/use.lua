-- Answers per rule: used, resets_us.

local now = moment()
local answer = {}
for _, rule in ipairs(load_rules(now)) do
  answer[#answer + 1] = rule.used
  answer[#answer + 1] = rule.kind.ends(rule, now)
end
return answer
